import { CatalogOverridesError } from './catalog-overrides-error.js';
import { parseCatalogOverrides } from './parse-catalog-overrides.js';

/** The problems of a file, one a line, as an operator reads them. */
function problemsOf(yamlText: string): string {
  try {
    parseCatalogOverrides(yamlText, 'catalog.yaml');
  } catch (error) {
    if (error instanceof CatalogOverridesError) {
      return error.message;
    }
    throw error;
  }
  return 'none';
}

describe('parseCatalogOverrides', () => {
  it('reads everything an operator may change', () => {
    const overrides = parseCatalogOverrides(
      `
models:
  gpt-5.2-codex:
    state: active
    upstreamModel: gpt-5.6-sol
    wire: responses
    prices: { version: sol-1, input: 1.10, cacheRead: "0.1345", output: 14, longContext: { aboveInputTokens: 272000, input: 2.2, output: 28 } }
    parameters: { service_tier: native, stop: rejected }
    extraBody: { reasoning: { mode: pro } }
  o1-2024-12-17: { substitute: my-llama }
  gpt-5.1: { state: { retiring: 2027-03-01 } }
  gpt-5.2: { state: { retired: 2026-11-01 } }
  deepseek-v3.2: { baseUrl: "https://inference.example/v1", state: active }
  my-llama: { like: llama3.1-8b, name: My Llama, contextWindow: 131072 }
`,
      'catalog.yaml',
    );
    expect(Object.fromEntries(overrides)).toEqual({
      'gpt-5.2-codex': {
        state: { kind: 'active' },
        upstreamModel: 'gpt-5.6-sol',
        wire: 'responses',
        prices: {
          version: 'sol-1',
          input: 1_100_000_000,
          cacheRead: 134_500_000,
          output: 14_000_000_000,
          longContext: { aboveInputTokens: 272_000, input: 2_200_000_000, output: 28_000_000_000 },
        },
        parameters: { service_tier: 'native', stop: 'rejected' },
        extraBody: { reasoning: { mode: 'pro' } },
      },
      'o1-2024-12-17': { substitute: 'my-llama' },
      'gpt-5.1': { state: { kind: 'retiring', date: '2027-03-01' } },
      'gpt-5.2': { state: { kind: 'retired', date: '2026-11-01' } },
      'deepseek-v3.2': { baseUrl: 'https://inference.example/v1', state: { kind: 'active' } },
      'my-llama': { like: 'llama3.1-8b', name: 'My Llama', contextWindow: 131_072 },
    });
  });

  it.each(['', '# nothing yet\n', 'models: {}\n'])('takes %p for no overrides', (yamlText) => {
    expect(parseCatalogOverrides(yamlText, 'catalog.yaml').size).toBe(0);
  });

  it('names the place of every problem, in the order of the file', () => {
    expect(
      problemsOf(`# operator
models:
  gpt-5.2:
    stat: active
    prices:
      input: -1
      output: 0.0000000001
  gpt-5.1:
    provider: opnai
    substitute: gpt-99
  gpt-5.4:
    parameters:
      stopp: native
      seed: maybe
    prices: { input: 1 }
  my-own: { upstreamModel: x }
`).split('\n'),
    ).toEqual([
      'catalog.yaml:4:5: models.gpt-5.2.stat: Unknown key',
      'catalog.yaml:6:14: models.gpt-5.2.prices.input: Not a price: "-1" is not a plain decimal of 0 to 1000000 with at most 9 decimals',
      'catalog.yaml:7:15: models.gpt-5.2.prices.output: Not a price: "1e-10" is not a plain decimal of 0 to 1000000 with at most 9 decimals',
      expect.stringMatching(/^catalog\.yaml:9:15: models\.gpt-5\.1\.provider: Invalid option: .*"openai"\|"anthropic"/),
      'catalog.yaml:13:7: models.gpt-5.4.parameters.stopp: Unknown key',
      expect.stringMatching(/^catalog\.yaml:14:13: models\.gpt-5\.4\.parameters\.seed: Invalid option: .*"native"/),
      'catalog.yaml:15:13: models.gpt-5.4.prices.output: Not a price: expected a decimal number of dollars',
      'catalog.yaml:16:3: models.my-own: Unknown model; an extra id needs `like` with an id of the catalogue',
    ]);
  });

  it('names substitutes that cannot serve', () => {
    expect(
      problemsOf(`models:
  gpt-5.2: { substitute: gpt-99 }
  gpt-5.1: { substitute: gpt-5.1 }
  gpt-5.4:
    substitute: glm-4.7
  glm-4.7:
    substitute: gpt-5.4
`).split('\n'),
    ).toEqual([
      'catalog.yaml:2:26: models.gpt-5.2.substitute: The substitute `gpt-99` of `gpt-5.2` is not in the catalogue.',
      'catalog.yaml:3:26: models.gpt-5.1.substitute: The model `gpt-5.1` cannot be its own substitute.',
      'catalog.yaml:5:17: models.gpt-5.4.substitute: The substitute `glm-4.7` of `gpt-5.4` has a substitute itself (`gpt-5.4`); name the model that serves.',
      'catalog.yaml:7:17: models.glm-4.7.substitute: The substitute `gpt-5.4` of `glm-4.7` has a substitute itself (`glm-4.7`); name the model that serves.',
    ]);
  });

  it.each([
    [
      'models:\n  gpt-5.2: { like: gpt-5.4 }\n',
      'catalog.yaml:2:14: models.gpt-5.2.like: `gpt-5.2` is in the catalogue',
    ],
    ['models:\n  mine: { like: gpt-99 }\n', 'catalog.yaml:2:17: models.mine.like: Unknown model `gpt-99`'],
    ['models:\n  "a b": { like: gpt-5.4 }\n', 'catalog.yaml:2:3: models.a b: Expected a model id'],
    ['models:\n  gpt-5.2: { state: gone }\n', 'catalog.yaml:2:21: models.gpt-5.2.state: Expected `active`'],
    ['models:\n  gpt-5.2: { state: { retiring: 2026-13-01 } }\n', 'models.gpt-5.2.state'],
    ['models:\n  gpt-5.2: { baseUrl: "ftp://x" }\n', 'catalog.yaml:2:23: models.gpt-5.2.baseUrl: Expected an http'],
    [
      'models:\n  gpt-5.2: { baseUrl: "https://key@x/v1" }\n',
      'catalog.yaml:2:23: models.gpt-5.2.baseUrl: Expected an http',
    ],
    [
      'models:\n  gpt-5.2: { prices: { input: free, output: 1 } }\n',
      'catalog.yaml:2:31: models.gpt-5.2.prices.input: Not a',
    ],
    ['models:\n  gpt-5.2: active\n', 'catalog.yaml:2:12: models.gpt-5.2: Invalid input: expected object'],
    ['model:\n  gpt-5.2: {}\n', 'catalog.yaml:1:1: model: Unknown key'],
    ['- gpt-5.2\n', 'catalog.yaml:1:1: Invalid input: expected object'],
    ['models:\n  gpt-5.2: {}\n  gpt-5.2: {}\n', 'catalog.yaml:3:3: Map keys must be unique'],
    ['models:\n  gpt-5.2: {\n', 'catalog.yaml:3:1: '],
    ['models: {}\n---\nmodels: {}\n', 'catalog.yaml:2:1: '],
  ])('refuses %j', (yamlText, problem) => {
    expect(problemsOf(yamlText)).toContain(problem);
  });

  it('is bounded in length and in aliases', () => {
    expect(problemsOf(`# ${'x'.repeat(1_048_576)}`)).toBe('catalog.yaml:1:1: Longer than 1048576 characters');
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [from, to] of Object.entries({ a: 'b', b: 'c', c: 'd', d: 'e' })) {
      bomb.push(`${to}: &${to} [${Array.from({ length: 10 }, () => `*${from}`).join(',')}]`);
    }
    expect(problemsOf(bomb.join('\n'))).toMatch(/^catalog\.yaml:1:1: Excessive alias count/);
  });

  it('does not let a key reach the prototype', () => {
    expect(problemsOf('models:\n  __proto__: { state: active }\n')).toContain('catalog.yaml:2:3: ');
    expect(({} as Record<string, unknown>)['state']).toBeUndefined();
  });
});
