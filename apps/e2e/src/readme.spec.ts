import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { knownSettings } from '@belugapi/cli';
import { modelRows, providers } from '@belugapi/model-catalog';
import { type EmulatedVendor, type RunningStack, startEmulatedVendor, startStack } from '@belugapi/testing';
import { repositoryRoot } from '@belugapi/up';
import { eventually } from './eventually.js';

const run = promisify(execFile);
const at = (file: string) => path.join(repositoryRoot, file);
const read = (file: string) => readFileSync(at(file), 'utf8');
const filesIn = (folder: string) =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file));

const readme = read('README.md');
const pages = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs').filter((file) => file.endsWith('.md'))];

interface ListedModel {
  readonly id: string;
  readonly beluga: Readonly<{ provider: string; state: string; available: boolean; unavailable_reason?: string }>;
}

interface Fence {
  readonly language: string;
  readonly text: string;
}

const fencesOf = (markdown: string): Fence[] =>
  [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));

/** The block that contains `words`, and the one after it, which shows what comes of it. */
function example(markdown: string, language: string, words: string): { given: string; shown: string } {
  const fences = fencesOf(markdown);
  const index = fences.findIndex((fence) => fence.language === language && fence.text.includes(words));
  if (index < 0) throw new Error(`no ${language} block with ${words}`);
  return { given: fences[index]?.text ?? '', shown: fences[index + 1]?.text ?? '' };
}

/** The cells of a table's rows, header and rule left out. */
const rowsOf = (markdown: string): string[][] =>
  [...markdown.matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()));
const codeOf = (markdown: string): string[] => [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

describe('what README.md shows', () => {
  let vendor: EmulatedVendor;
  let stack: RunningStack;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'belugapi-readme-'));
    const catalog = path.join(folder, 'catalog.yaml');
    writeFileSync(catalog, example(read('docs/operations.md'), 'yaml', 'models:').given);
    vendor = await startEmulatedVendor();
    const keys = { OPENAI_API_KEY: 'vendor-key', EDGE_API_KEY: 'vendor-key' };
    stack = await startStack({ env: { ...keys, EDGE_BASE_URL: vendor.baseUrl, BELUGA_CATALOG: catalog } });
  }, 180_000);

  afterAll(async () => {
    await stack?.stop();
    await vendor?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const here = (text: string) =>
    text.replaceAll('http://127.0.0.1:8080', stack.url).replaceAll('.beluga/', `${stack.home}/`);
  const withoutIds = (text: string) =>
    text.replaceAll(/chatcmpl-[0-9a-f]{32}/g, 'chatcmpl-…').replaceAll(/"created":\d+/g, '"created":0');
  const get = async (url: string) => {
    const answer = await fetch(`${stack.url}${url}`, { headers: { authorization: `Bearer ${stack.apiKey}` } });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const modelsAt = async (url: string) => {
    const { body } = await get(url);
    return body['data'] as ListedModel[];
  };

  it('is what npm start prints', async () => {
    const shown = fencesOf(readme).find(({ text }) => text.startsWith('BelugAPI is ready'))?.text ?? '';
    const general = (text: string) =>
      text
        .replaceAll(/bapi_[A-Za-z0-9]+_[A-Za-z0-9]+/g, 'bapi_…')
        .replaceAll(/\(\d+\.\d s\)/g, '(… s)')
        .replaceAll(/\/\S+\/ready\.json/g, '…/ready.json');
    expect(shown).not.toBe('');
    await eventually(async () => expect(general(stack.output())).toContain(here(general(shown)).trim()));
  });

  it('is what curl gets', async () => {
    const { given, shown } = example(readme, 'sh', 'curl');
    const { stdout } = await run('sh', ['-c', here(given)]);
    const [head = '', tail = ''] = withoutIds(shown).trim().split('\n…\n');
    const actual = withoutIds(stdout).trim();
    expect(actual.slice(0, head.length)).toBe(head);
    expect(actual.slice(-tail.length)).toBe(tail);
    expect(tail).toContain('[DONE]');
  });

  it('is what the SDK gets', async () => {
    const { given, shown } = example(readme, 'js', 'openai');
    const env = { PATH: process.env['PATH'] };
    const running = run(process.execPath, ['--input-type=module'], { cwd: repositoryRoot, env });
    running.child.stdin?.end(here(given));
    expect((await running).stdout).toBe(shown);
  });

  it('holds of a vendor’s key', async () => {
    expect(stack.ready.pids).toHaveProperty('worker-openai');
    const all = await modelsAt('/v1/models?all=true');
    const known = new Set(modelRows.map(({ id }) => id));
    const openai = all.filter(
      ({ id, beluga }) => beluga.provider === 'openai' && beluga.state !== 'retired' && known.has(id),
    );
    expect(openai).not.toEqual([]);
    expect(openai.filter(({ beluga }) => !beluga.available)).toEqual([]);
    expect(all.filter(({ beluga }) => beluga.available !== (beluga.unavailable_reason === undefined))).toEqual([]);
    const served = await modelsAt('/v1/models');
    expect(served).toEqual(all.filter(({ beluga }) => beluga.available));
  });

  it('names the paths that there are', async () => {
    const [paragraph = ''] = /^HTTP: .*?\n\n/ms.exec(readme) ?? [];
    const paths = codeOf(paragraph).filter((code) => code.startsWith('/'));
    expect(paths).toHaveLength(16);
    for (const one of paths) {
      const answer = await fetch(`${stack.url}${one.replace('{id}', 'beluga-nano')}`);
      expect([one, await answer.text()]).toEqual([one, expect.not.stringContaining('unknown_url')]);
    }
  });

  const ask = async (body: object) => {
    const answer = await fetch(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: '{"tokens":["Hello","!"]}' }], ...body }),
    });
    return { status: answer.status, body: (await answer.json()) as object };
  };

  it('holds of what a model does not support', async () => {
    const tools = [{ type: 'function', function: { name: 'now' } }];
    expect(await ask({ model: 'beluga-nano', tools })).toMatchObject({
      status: 400,
      body: { error: { code: 'unsupported_parameter', param: 'tools' } },
    });
  });

  it('holds of an engine with an OpenAI API', async () => {
    const open = modelRows.filter(({ id, provider }) => provider === 'edge' && id !== 'beluga-nano');
    expect(open).toHaveLength(4);
    for (const { id: model } of open) {
      const body = { model, choices: [{ message: { content: 'Hello!' } }] };
      expect(await ask({ model })).toMatchObject({ status: 200, body });
    }
  });

  it('holds of the overrides in docs/operations.md', async () => {
    const served = (await modelsAt('/v1/models')).map(({ id }) => id);
    expect(served).toEqual(expect.arrayContaining(['gpt-5.1-chat-latest', 'gpt-4.1-mini']));
    expect(served).not.toContain('gpt-5.1');
  });
});

describe('what README.md says', () => {
  it('of the catalogue and its providers', () => {
    expect(readme).toContain(`${modelRows.length} models`);
    const cells = rowsOf(readme);
    const missing = codeOf(cells.find(([, state]) => state?.includes('no worker yet'))?.[0] ?? '');
    const named = cells.flatMap(([name = '']) => codeOf(name)).filter((name) => /^[a-z]+$/.test(name));
    expect(named.toSorted()).toEqual([...providers].toSorted());
    expect(missing.toSorted()).toEqual(providers.filter((name) => !existsSync(at(`apps/workers/${name}`))).toSorted());
  });
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('names scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm (?:run (?:--silent )?([\w:-]+)|(start|test)\b)/g)];
    for (const [, script, lifeCycle = ''] of named) expect(scripts).toHaveProperty([script ?? lifeCycle]);
  });

  it('leads to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link);
    const relative = links.filter((link) => !/^[a-z]+:/.test(link));
    const paths = codeOf(text).filter((code) => /^(apps|libs|tools|docs|proto)\/[\w./-]+$/.test(code));
    // The provider that docs/adding-a-provider.md adds is nobody's.
    const real = paths.filter((file) => !file.startsWith('apps/workers/acme'));
    const files = [...relative.map((link) => path.join(path.dirname(page), link)), ...real];
    expect(files.filter((file) => !existsSync(at(file)))).toEqual([]);
  });

  it('names variables that are read', () => {
    const code = [...codeOf(text), ...fencesOf(text).map((fence) => fence.text)].join('\n');
    // Members of an enum in an example are no variables.
    const named = new Set(code.match(/(?<!\.|--set=)\b(?!ACME_)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g));
    const known = new Set([...launcherVariables.map(([name]) => name), ...serviceVariables]);
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });
});

let launcherVariables: string[][] = [];
const serviceVariables = knownSettings.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));

beforeAll(async () => {
  const { stdout } = await run(process.execPath, [at('tools/up/dist/main.js'), '--help']);
  const lines = [...stdout.matchAll(/^ {2}([A-Z][A-Z0-9_]+) +(.+?) {2,}(.+)$/gm)];
  launcherVariables = lines.map(([, name = '', preset = '', meaning = '']) => [name, preset, meaning]);
});

describe('the tables in docs', () => {
  it('operations.md has what --help says', () => {
    const rows = rowsOf(read('docs/operations.md')).map((cells) => cells.join(' | ').replaceAll(/[`\\]/g, ''));
    expect(launcherVariables.length).toBeGreaterThan(20);
    expect(rows).toEqual(expect.arrayContaining(launcherVariables.map((cells) => cells.join(' | '))));
  });

  it('configuration.md has what the schemas say, and the command line judges as they do', async () => {
    await expect(run(process.execPath, [at('tools/write-configuration.mjs'), '--check'])).resolves.toMatchObject({
      stderr: '',
    });
  });

  it('architecture.md has the layers of eslint.config.mjs', () => {
    const rules = read('eslint.config.mjs').matchAll(
      /sourceTag: 'type:([\w-]+)',\s*onlyDependOnLibsWithTags: \[([^\]]*)\]/g,
    );
    const allowed = [...rules].map(([, tag = '', tags = '']) => [
      tag,
      [...tags.matchAll(/type:([\w-]+)/g)].map(([, one]) => one).join(', ') || 'nothing',
    ]);
    const rows = rowsOf(read('docs/architecture.md')).map(([tag = '', , may = '']) => [
      tag.replaceAll('`', ''),
      may.replaceAll('`', ''),
    ]);
    expect(allowed.length).toBeGreaterThan(5);
    expect(rows).toEqual(expect.arrayContaining(allowed));
  });

  it('architecture.md has every project under its tag', () => {
    const manifests = [...filesIn('apps'), ...filesIn('libs'), ...filesIn('tools')].filter(
      (file) => path.basename(file) === 'package.json' && !/node_modules|dist|peer/.test(file),
    );
    const tagged = manifests.map((file) => {
      const { nx } = JSON.parse(read(file)) as { nx: { tags: string[] } };
      return [path.dirname(file), nx.tags[0]?.replace('type:', '')];
    });
    const rows = rowsOf(read('docs/architecture.md'));
    const tagOf = (project: string) => rows.find(([, projects = '']) => codeOf(projects).includes(project))?.[0];
    expect(tagged.filter(([project = '', tag]) => tagOf(project) !== `\`${tag}\``)).toEqual([]);
  });
});
