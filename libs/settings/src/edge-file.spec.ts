import { readFileSync } from 'node:fs';
import { parseEdgeFile } from './edge-file.js';

describe('parseEdgeFile', () => {
  it('takes the example as it stands', () => {
    const text = readFileSync(new URL('../../../apps/workers/edge/edge.example.yaml', import.meta.url), 'utf8');
    expect(parseEdgeFile(text, '/etc/beluga/edge.yaml')).toEqual({
      gpu: false,
      models: [
        {
          id: 'qwen2.5-0.5b',
          engine: 'llama.cpp',
          file: '/etc/beluga/models/qwen2.5-0.5b-instruct-q4_k_m.gguf',
          context: 8192,
          slots: 4,
          queue: 32,
          threads: 4,
        },
        {
          id: 'llama3.1-8b',
          engine: 'openai',
          baseUrl: 'http://127.0.0.1:8000/v1',
          apiKeyEnv: 'VLLM_API_KEY',
          upstreamModel: 'meta-llama/Llama-3.1-8B-Instruct',
        },
      ],
    });
  });

  it('takes an empty file', () => {
    expect(parseEdgeFile('', 'edge.yaml')).toEqual({ gpu: false, models: [] });
  });

  const model = (settings: string): string =>
    `models:\n  - id: a\n    engine: llama.cpp\n    file: /a.gguf\n${settings}`;

  it.each([
    ['modells: []', 'edge.yaml:1: modells is not a known setting'],
    [model('    thread: 2'), 'edge.yaml:5: models[0].thread is not a known setting'],
    [model('    slots: 0'), 'edge.yaml:5: models[0].slots '],
    [model('    context: big'), 'edge.yaml:5: models[0].context '],
    ['models:\n  - id: a\n    engine: llama.cpp', 'edge.yaml:2: models[0].file '],
    ['models:\n  - id: a\n    engine: vllm', 'edge.yaml:3: models[0].engine '],
    ['models:\n  - id: a b\n    engine: llama.cpp\n    file: x', 'edge.yaml:2: models[0].id has to be '],
    ['models:\n  - {id: a, engine: openai, baseUrl: "ftp://x"}', 'edge.yaml:2: models[0].baseUrl has to be an http'],
    [
      'models:\n  - {id: a, engine: openai, baseUrl: "http://x", apiKey: k, apiKeyEnv: K}',
      'edge.yaml:2: models[0].apiKeyEnv cannot stand beside apiKey',
    ],
    [`${model('')}  - {id: a, engine: openai, baseUrl: "http://x"}`, 'edge.yaml:2: models names an id twice'],
    ['models: [', 'edge.yaml:1: '],
    ['models: [*nowhere]', 'edge.yaml:1: '],
  ])('names file, line and path in %j', (text, message) => {
    expect(() => parseEdgeFile(text, 'edge.yaml')).toThrow(message);
  });

  it('tells all problems at once', () => {
    expect(() => parseEdgeFile(`${model('    slots: 0\n    threads: 0')}`, 'edge.yaml')).toThrow(
      /slots[\s\S]*threads/u,
    );
  });
});
