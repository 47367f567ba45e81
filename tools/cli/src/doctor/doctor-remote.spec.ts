import { lookedAt, nowhere } from './__fixtures__/looked-at.js';
import { checkDatabase } from './check-database.js';
import { checkEdge } from './check-edge.js';
import { checkModels } from './check-models.js';
import { checkSettings } from './check-settings.js';
import { checkTlsFiles } from './check-tls-files.js';
import { checkVendors } from './check-vendors.js';
import { readDoctorContext } from './doctor-context-config.js';

const scene = lookedAt();
const { look } = scene;

// Of compose and a chart the variables are known here, and neither the files nor the network of the containers.
describe('of a gateway elsewhere', () => {
  const contextOf = (lines: readonly string[]) => {
    const envFile = scene.fileWith('env', lines.join('\n'));
    return readDoctorContext({ url: scene.url, envFile, days: 30, asksVendors: false });
  };

  it('the files that settings name are not looked for here', async () => {
    const context = contextOf([
      'EDGE_CONFIG=/etc/belugapi/edge.yaml',
      'BELUGA_CATALOG=/etc/belugapi/catalog.yaml',
      'NATS_TLS_CA=/etc/belugapi/ca.pem',
      'OPENAI_API_KEY_FILE=/run/secrets/openai',
    ]);
    expect(await look(checkSettings, context)).toEqual([
      'ok settings: what is set here is well formed',
      'unknown settings: the files of BELUGA_CATALOG, EDGE_CONFIG, NATS_TLS_CA, OPENAI_API_KEY_FILE are not looked at from here: run doctor where the gateway runs',
    ]);
    expect(await look(checkEdge, context)).toEqual([]);
    expect(await look(checkTlsFiles, context)).toEqual([]);
    expect(await look(checkModels, context)).toEqual([
      'unknown models: /etc/belugapi/catalog.yaml cannot be used [BELUGA_CATALOG]',
    ]);
  });

  it('nor are those of containers whose gateway is not named', async () => {
    const envFile = scene.fileWith('env', 'EDGE_CONFIG=/etc/belugapi/edge.yaml\nBELUGA_RELAY_TOKEN_FILE=/run/token\n');
    const lookAt = (hasFiles: boolean) =>
      look(
        checkSettings,
        readDoctorContext({ envFile, hasFiles, home: scene.context({}).home, days: 30, asksVendors: false }),
      );
    expect(await lookAt(true)).toEqual([
      expect.stringMatching(/^error BELUGA_RELAY_TOKEN_FILE/),
      expect.stringMatching(/^error EDGE_CONFIG/),
    ]);
    expect(await lookAt(false)).toEqual([
      'ok settings: what is set here is well formed',
      'unknown settings: the files of BELUGA_RELAY_TOKEN_FILE, EDGE_CONFIG are not looked at from here: run doctor where the gateway runs',
    ]);
  });

  it('a file that lies at the same path here says nothing', async () => {
    const certificate = scene.fileWith('ca.pem', 'none');
    const edge = scene.fileWith('edge.yaml', 'models:\n  - {id: a, engine: llama.cpp, file: absent.gguf}\n');
    const context = contextOf([`EDGE_CONFIG=${edge}`, `RELAY_TLS_CA=${certificate}`]);
    expect(await look(checkEdge, context)).toEqual([]);
    expect(await look(checkTlsFiles, context)).toEqual([]);
    const here = { ...context, isRemote: false };
    expect(await look(checkEdge, here)).toEqual([expect.stringMatching(/^error edge model a: cannot read /)]);
    expect(await look(checkTlsFiles, here)).toEqual([expect.stringMatching(/^error RELAY_TLS_CA: is no certificate/)]);
  });

  it('what cannot be reached from here may be reached from there', async () => {
    const context = contextOf([
      `EDGE_BASE_URL=${nowhere}/v1`,
      'DATABASE_URL=postgresql://user:hunter2@127.0.0.1:9/db',
      'OPENAI_API_KEY=sk-hunter2',
      `OPENAI_BASE_URL=${nowhere}`,
    ]);
    expect(await look(checkEdge, context)).toEqual([
      'unknown edge: the engine at 127.0.0.1:65529 cannot be reached (ECONNREFUSED) [EDGE_BASE_URL]',
    ]);
    expect(await look(checkDatabase, context)).toEqual([
      expect.stringMatching(/^unknown database: cannot be used: .*ECONNREFUSED/),
    ]);
    const vendor = 'unknown openai: 127.0.0.1:65529 cannot be reached (ECONNREFUSED) [OPENAI_BASE_URL]';
    expect(await look(checkVendors, context)).toEqual([vendor]);
    expect(await look(checkVendors, { ...context, asksVendors: true })).toEqual([vendor]);
  });

  it('a refusal is one wherever it is met', async () => {
    scene.answers(() => ({ status: 401 }));
    expect(await look(checkEdge, contextOf([`EDGE_BASE_URL=${scene.url}/v1`]))).toEqual([
      `error edge: the engine at ${new URL(scene.url).host} refuses the key (HTTP 401) [EDGE_BASE_URL]`,
    ]);
  });

  it('a file of variables was written for it, the environment was not', async () => {
    const misspelt = contextOf(['OPENAI_API_KY=sk-hunter2']);
    const told = 'OPENAI_API_KY: nothing reads it: did you mean OPENAI_API_KEY? [OPENAI_API_KEY]';
    expect(await look(checkSettings, misspelt)).toEqual([`error ${told}`]);
    expect(await look(checkSettings, { ...misspelt, isOurs: false })).toEqual([`warning ${told}`]);
  });
});
