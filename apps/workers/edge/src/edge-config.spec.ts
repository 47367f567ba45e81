import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedModelFile, readEdgeConfig } from './edge-config.js';

const publicIds = ['llama3.1-8b', 'gpt-oss-120b', 'qwen-3-235b-a22b-instruct-2507', 'zai-glm-4.7'];

describe('readEdgeConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'edge-config-'));
  const path = join(folder, 'edge.yaml');
  const write = (text: string): void => writeFileSync(path, text);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('serves the embedded model, and says what the others need', () => {
    const { gpu, models } = readEdgeConfig({});
    expect(gpu).toBe(false);
    expect(models[0]).toEqual({ id: 'beluga-nano', engine: 'llama.cpp', file: embeddedModelFile });
    expect(models.slice(1).map(({ id }) => id)).toEqual(publicIds);
    for (const model of models.slice(1))
      expect(model).toMatchObject({
        engine: 'none',
        reason: expect.stringMatching(/EDGE_BASE_URL.*EDGE_CONFIG/u) as string,
      });
  });

  it('points the public ids at EDGE_BASE_URL', () => {
    const { models } = readEdgeConfig({ EDGE_BASE_URL: 'http://vllm:8000/v1/', EDGE_API_KEY: 'secret' });
    expect(models.slice(1)).toEqual(
      publicIds.map((id) => ({ id, engine: 'openai', baseUrl: 'http://vllm:8000/v1', apiKey: 'secret' })),
    );
  });

  it('lets the file replace any of them and add more', () => {
    write(
      'models:\n  - {id: zai-glm-4.7, engine: llama.cpp, file: glm.gguf}\n  - {id: mine, engine: openai, baseUrl: "http://h/v1"}',
    );
    const { models } = readEdgeConfig({ EDGE_CONFIG: path });
    expect(models).toHaveLength(6);
    expect(models.find(({ id }) => id === 'zai-glm-4.7')).toMatchObject({ file: join(folder, 'glm.gguf') });
    expect(models.at(-1)).toEqual({ id: 'mine', engine: 'openai', baseUrl: 'http://h/v1' });
  });

  it('takes a key from the variable that the file names, and never sends EDGE_API_KEY elsewhere', () => {
    write(
      'models:\n  - {id: a, engine: openai, baseUrl: "http://h/v1", apiKeyEnv: MY_KEY}\n  - {id: b, engine: openai, baseUrl: "http://i/v1"}',
    );
    const { models } = readEdgeConfig({ EDGE_CONFIG: path, MY_KEY: 'mine', EDGE_API_KEY: 'other' });
    expect(models.slice(-2)).toEqual([
      { id: 'a', engine: 'openai', baseUrl: 'http://h/v1', apiKey: 'mine' },
      { id: 'b', engine: 'openai', baseUrl: 'http://i/v1' },
    ]);
    expect(() => readEdgeConfig({ EDGE_CONFIG: path })).toThrow('MY_KEY, which is not set');
    const file = join(folder, 'key');
    writeFileSync(file, 'mine\n');
    const { models: again } = readEdgeConfig({ EDGE_CONFIG: path, MY_KEY_FILE: file });
    expect(again).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'a', apiKey: 'mine' })]));
  });

  it('names the variable at fault', () => {
    expect(() => readEdgeConfig({ EDGE_BASE_URL: 'vllm:8000' })).toThrow('EDGE_BASE_URL');
    expect(() => readEdgeConfig({ EDGE_CONFIG: join(folder, 'absent.yaml') })).toThrow(
      /EDGE_CONFIG: .*absent.*ENOENT/u,
    );
    write(`# ${'x'.repeat(1024 * 1024)}`);
    expect(() => readEdgeConfig({ EDGE_CONFIG: path })).toThrow('larger than 1 MiB');
  });
});
