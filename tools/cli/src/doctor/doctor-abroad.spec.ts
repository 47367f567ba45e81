import { generateKeyPairSync } from 'node:crypto';
import { lookedAt, nowhere } from './__fixtures__/looked-at.js';
import { checkDatabase } from './check-database.js';
import { checkEdge } from './check-edge.js';
import { checkModels } from './check-models.js';
import { checkTlsFiles } from './check-tls-files.js';
import { checkVendors } from './check-vendors.js';

const scene = lookedAt();
const { folder, look } = scene;

it('a database that is not there is told without its password', async () => {
  const variables = { DATABASE_URL: 'postgresql://user:hunter2@127.0.0.1:9/db' };
  expect(await look(checkDatabase, { variables })).toEqual([
    expect.stringMatching(/^error database: cannot be used: (?!.*hunter2).*ECONNREFUSED.* \[DATABASE_URL\]$/),
  ]);
});

describe('vendors', () => {
  const variables = () => ({ OPENAI_API_KEY: 'sk-good, sk-hunter2', OPENAI_BASE_URL: `${scene.url}/v1` });

  it('are only reached unless they may be asked', async () => {
    scene.answers(() => {
      throw new Error('asked');
    });
    expect(await look(checkVendors, { variables: variables() })).toEqual([
      `ok openai: ${new URL(scene.url).host} answers; 2 keys are set, not tried (--vendors)`,
    ]);
    const away = { ANTHROPIC_API_KEY: 'hunter2', ANTHROPIC_BASE_URL: 'https://127.0.0.1:9' };
    expect(await look(checkVendors, { variables: away })).toEqual([
      'error anthropic: 127.0.0.1:9 cannot be reached (ECONNREFUSED) [ANTHROPIC_BASE_URL]',
    ]);
  });

  it('are asked for their models with each key', async () => {
    const asked: string[] = [];
    scene.answers(({ url: at = '', headers }) => {
      asked.push(at);
      return { status: headers.authorization === 'Bearer sk-good' || headers['x-api-key'] === 'sk-good' ? 200 : 401 };
    });
    const also = { ANTHROPIC_API_KEY: 'sk-good', ANTHROPIC_BASE_URL: scene.url };
    expect(await look(checkVendors, { variables: { ...variables(), ...also }, asksVendors: true })).toEqual([
      `ok openai: ${new URL(scene.url).host} takes the key`,
      `error openai, key 2: ${new URL(scene.url).host} refuses the key (HTTP 401) [OPENAI_API_KEY]`,
      `ok anthropic: ${new URL(scene.url).host} takes the key`,
    ]);
    expect(asked.toSorted()).toEqual(['/v1/models', '/v1/models', '/v1/models']);
  });
});

describe('models', () => {
  it('that end soon or have no price are told, of vendors that are used', async () => {
    const catalog = scene.fileWith(
      'catalog.yaml',
      'models:\n  gpt-5.1: { state: { retiring: 2026-12-01 }, replacement: gpt-5.4 }\n  gpt-5.2: { state: { retiring: 2027-12-01 } }\n',
    );
    const variables = { BELUGA_CATALOG: catalog, OPENAI_API_KEY: 'x' };
    const told = await look(checkModels, { variables });
    expect(told[0]).toMatch(/^ok models: \d+ are served by their vendors, \d+ are retired$/);
    expect(told).toContain(
      'warning model gpt-5.1: is served until 2026-12-01, its successor is gpt-5.4 [BELUGA_CATALOG]',
    );
    expect(told.join('\n')).not.toContain('gpt-5.2:');
    expect((await look(checkModels, { variables: { BELUGA_CATALOG: catalog } })).join('\n')).not.toContain('gpt-5.1');
    expect(await look(checkModels, { variables: { BELUGA_CATALOG: '/missing' } })).toEqual([
      'unknown models: /missing cannot be used [BELUGA_CATALOG]',
    ]);
  });

  it('of edge have their engines and files', async () => {
    scene.answers(({ headers }) => ({
      status: headers.authorization === 'Bearer engine-key' ? 200 : 401,
      body: { data: [{ id: 'llama' }] },
    }));
    scene.fileWith('good.gguf', 'GGUF and more');
    scene.fileWith('bad.gguf', 'PK');
    const models = [
      '{id: a, engine: llama.cpp, file: good.gguf}',
      '{id: b, engine: llama.cpp, file: bad.gguf}',
      '{id: c, engine: llama.cpp, file: absent.gguf}',
      `{id: d, engine: openai, baseUrl: "${scene.url}/v1", apiKeyEnv: ENGINE_KEY, upstreamModel: llama}`,
      `{id: e, engine: openai, baseUrl: "${scene.url}/v1", apiKeyEnv: ENGINE_KEY, upstreamModel: mistral}`,
      `{id: f, engine: openai, baseUrl: "${scene.url}/v1"}`,
      `{id: g, engine: openai, baseUrl: "${nowhere}/v1"}`,
    ];
    const file = scene.fileWith('edge.yaml', `models:\n${models.map((model) => `  - ${model}\n`).join('')}`);
    const { host } = new URL(scene.url);
    expect(await look(checkEdge, { variables: { EDGE_CONFIG: file, ENGINE_KEY: 'engine-key' } })).toEqual([
      `ok edge model a: ${folder}/good.gguf`,
      `error edge model b: ${folder}/bad.gguf is no GGUF file [EDGE_CONFIG]`,
      `error edge model c: cannot read ${folder}/absent.gguf (ENOENT) [EDGE_CONFIG]`,
      `ok edge model d: the engine at ${host} lists 1 models`,
      `error edge model e: the engine at ${host} does not list mistral [EDGE_CONFIG]`,
      `error edge model f: the engine at ${host} refuses the key (HTTP 401) [EDGE_CONFIG]`,
      'error edge model g: the engine at 127.0.0.1:65529 cannot be reached (ECONNREFUSED) [EDGE_CONFIG]',
    ]);
  });

  it('of edge take their keys from files, too, whatever their variables are called', async () => {
    scene.answers(({ headers }) => ({ status: headers.authorization === 'Bearer engine-key' ? 200 : 401 }));
    const model = `{id: a, engine: openai, baseUrl: "${scene.url}/v1", apiKeyEnv: ENGINE_KEY}`;
    const EDGE_CONFIG = scene.fileWith('edge-key.yaml', `models:\n  - ${model}\n`);
    const { host } = new URL(scene.url);
    const ENGINE_KEY_FILE = scene.fileWith('engine.key', 'engine-key\n');
    expect(await look(checkEdge, { variables: { EDGE_CONFIG, ENGINE_KEY_FILE } })).toEqual([
      `ok edge model a: the engine at ${host} lists 0 models`,
    ]);
    expect(await look(checkEdge, { variables: { EDGE_CONFIG, ENGINE_KEY_FILE: '/missing' } })).toEqual([
      'error edge model a: ENGINE_KEY_FILE: names a file that cannot be read (ENOENT) [ENGINE_KEY_FILE]',
    ]);
    const both = { EDGE_CONFIG, ENGINE_KEY_FILE, ENGINE_KEY: 'engine-key' };
    expect(await look(checkEdge, { variables: both })).toEqual([
      'error edge model a: ENGINE_KEY: is set, and so is ENGINE_KEY_FILE: keep one of them [ENGINE_KEY]',
    ]);
  });
});

describe('certificates', () => {
  // Of doctor.spec, from 2026-11-22 to 2036-11-19.
  const certificate = `-----BEGIN CERTIFICATE-----
MIIBgjCCASegAwIBAgIUBjaMbWpur935vb7iWgZKmeLVDKEwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLZG9jdG9yLnNwZWMwHhcNMjYxMTIyMjIxMTE2WhcNMzYxMTE5
MjIxMTE2WjAWMRQwEgYDVQQDDAtkb2N0b3Iuc3BlYzBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABG+MtI8v0BDd32HAzhM9UZTCTfLotVC6Nq95qLKWhpqlYMZMt/xH
cf5drarHgrJJsYhZEpkE9+qL24hevOlH11ujUzBRMB0GA1UdDgQWBBSCXlJyHwUm
Qv/ljaXuJ2EnFlgqBjAfBgNVHSMEGDAWgBSCXlJyHwUmQv/ljaXuJ2EnFlgqBjAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCYdIkOvepydc/yfiuT
0VO9/qX+zRuHx9qpZB34mXf4cwIhAP7OvpY62geQYk8SGHfKsXy53yQzEMnJZqwU
MBL3cp2h
-----END CERTIFICATE-----
`;
  const at = async (day: string, key?: string) => {
    const variables = {
      NATS_TLS_CERT: scene.fileWith('cert.pem', certificate),
      ...(key !== undefined && { NATS_TLS_KEY: key }),
    };
    return look(checkTlsFiles, { variables, now: Date.parse(day) });
  };

  it('are in time, and of their key', async () => {
    expect(await at('2027-01-01')).toEqual(['ok NATS_TLS_CERT: the certificate is valid until 2036-11-19']);
    expect(await at('2036-11-01')).toEqual([
      'warning NATS_TLS_CERT: the certificate ends on 2036-11-19 [NATS_TLS_CERT]',
    ]);
    expect(await at('2036-12-01')).toEqual([
      'error NATS_TLS_CERT: the certificate ended on 2036-11-19 [NATS_TLS_CERT]',
    ]);
    expect(await at('2026-01-01')).toEqual(['error NATS_TLS_CERT: the certificate is not valid yet [NATS_TLS_CERT]']);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = scene.fileWith('key.pem', String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    expect(await at('2027-01-01', other)).toEqual([
      'error NATS_TLS_KEY: is not the key of NATS_TLS_CERT [NATS_TLS_KEY]',
    ]);
    const variables = { RELAY_TLS_CA: scene.fileWith('none.pem', 'hunter2') };
    expect(await look(checkTlsFiles, { variables })).toEqual([
      'error RELAY_TLS_CA: is no certificate (PEM) [RELAY_TLS_CA]',
    ]);
  });
});
