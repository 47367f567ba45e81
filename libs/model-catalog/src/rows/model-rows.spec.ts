import { parameterNames, type PriceRow, providers, supports, wires } from '../model-row.js';
import { modelRows } from './model-rows.js';

const byId = new Map(modelRows.map((row) => [row.id, row]));
const row = (id: string) => {
  const found = byId.get(id);
  if (found === undefined) {
    throw new Error(`no row ${id}`);
  }
  return found;
};

/** The wires that each provider speaks. */
const wiresOf: Record<(typeof providers)[number], readonly string[]> = {
  openai: ['chat', 'responses', 'transcription'],
  anthropic: ['messages'],
  google: ['generate-content'],
  deepseek: ['chat'],
  zhipu: ['chat'],
  minimax: ['chat'],
  moonshot: ['chat'],
  edge: ['chat'],
};

describe.each(modelRows.map((each) => [each.id, each] as const))('%s', (id, model) => {
  it('is a single row of a provider that speaks its wire', () => {
    expect(modelRows.filter((other) => other.id === id)).toHaveLength(1);
    expect(wires).toContain(model.wire);
    expect(wiresOf[model.provider]).toContain(model.wire);
    expect(model.upstreamModel).toMatch(/^[A-Za-z0-9][A-Za-z0-9.-]*$/);
  });

  it('has sane limits', () => {
    if (!id.startsWith('gpt-5-search-api')) {
      expect(model.contextWindow).toBeGreaterThanOrEqual(2_048);
      expect(model.maxOutputTokens).toBeGreaterThanOrEqual(1_024);
      expect(model.maxOutputTokens).toBeLessThanOrEqual(model.contextWindow ?? 0);
    }
    expect(model.input).toContain('text');
    expect(model.output).toEqual(['text']);
  });

  it('says how every field fares', () => {
    expect(Object.keys(model.parameters).toSorted()).toEqual([...parameterNames].toSorted());
    for (const support of Object.values(model.parameters)) {
      expect(supports).toContain(support);
    }
  });

  it('has a versioned price of whole, non-negative nano-dollars', () => {
    const { version, longContext, ...prices } = model.prices as PriceRow;
    expect(version).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const price of [...Object.values(prices), ...Object.values(longContext ?? {})]) {
      expect(Number.isSafeInteger(price) && (price as number) >= 0).toBe(true);
    }
    if (id !== 'beluga-nano') {
      expect(prices.input).toBeGreaterThan(0);
      expect(prices.output).toBeGreaterThan(0);
      expect(prices.cacheRead ?? 0).toBeLessThan(prices.input);
    }
  });

  it('names a successor other than itself, and no substitute', () => {
    expect(model.replacement).not.toBe(id);
    expect(model.substitute).toBeUndefined();
    if (model.state.kind === 'retired') {
      expect(model.replacement).toBeDefined();
    }
  });

  it('takes an effort only where the vendor has a degree or a budget for it', () => {
    const { efforts, budget, mode, defaultEffort } = model.reasoning;
    if (model.parameters.reasoning_effort === 'native') {
      expect(efforts.length > 0 || budget !== undefined).toBe(true);
    }
    if (mode === 'never' || mode === 'preset-off') {
      expect(model.parameters.reasoning_effort).toBe('dropped');
    }
    if (defaultEffort !== undefined && defaultEffort !== 'none') {
      expect(efforts).toContain(defaultEffort);
    }
  });
});

describe('prices', () => {
  const version = '2026-11-22';

  it.each<[string, PriceRow]>([
    ['gpt-5.2', { version, input: 1_750_000_000, cacheRead: 175_000_000, output: 14_000_000_000 }],
    ['gpt-5.2-pro', { version, input: 21_000_000_000, output: 168_000_000_000 }],
    ['gpt-5-nano-2025-08-07', { version, input: 50_000_000, cacheRead: 5_000_000, output: 400_000_000 }],
    [
      'gpt-5-search-api',
      { version, input: 1_250_000_000, cacheRead: 125_000_000, output: 10_000_000_000, webSearch: 10_000_000 },
    ],
    [
      'gpt-4o-transcribe',
      { version, input: 2_500_000_000, output: 10_000_000_000, audioInput: 6_000_000_000, audioMinute: 6_000_000 },
    ],
    ['gpt-4.1-mini-2025-04-14', { version, input: 400_000_000, cacheRead: 100_000_000, output: 1_600_000_000 }],
    ['o1-2024-12-17', { version, input: 15_000_000_000, cacheRead: 7_500_000_000, output: 60_000_000_000 }],
    [
      'gpt-5.4',
      {
        version,
        input: 2_500_000_000,
        cacheRead: 250_000_000,
        output: 15_000_000_000,
        longContext: {
          aboveInputTokens: 272_000,
          input: 5_000_000_000,
          cacheRead: 500_000_000,
          output: 22_500_000_000,
        },
      },
    ],
    [
      'claude-opus-4-7',
      {
        version,
        input: 5_000_000_000,
        cacheRead: 500_000_000,
        cacheWrite: 6_250_000_000,
        cacheWriteLong: 10_000_000_000,
        output: 25_000_000_000,
      },
    ],
    [
      'claude-haiku-4-5-20251001-thinking',
      {
        version,
        input: 1_000_000_000,
        cacheRead: 100_000_000,
        cacheWrite: 1_250_000_000,
        cacheWriteLong: 2_000_000_000,
        output: 5_000_000_000,
      },
    ],
    [
      'gemini-2.5-pro',
      {
        version,
        input: 1_250_000_000,
        cacheRead: 125_000_000,
        output: 10_000_000_000,
        longContext: {
          aboveInputTokens: 200_000,
          input: 2_500_000_000,
          cacheRead: 250_000_000,
          output: 15_000_000_000,
        },
      },
    ],
    [
      'gemini-2.5-flash-lite',
      { version, input: 100_000_000, cacheRead: 10_000_000, output: 400_000_000, audioInput: 300_000_000 },
    ],
    ['deepseek-v3.2', { version, input: 269_000_000, cacheRead: 134_500_000, output: 400_000_000 }],
    ['glm-5.1', { version, input: 1_400_000_000, cacheRead: 260_000_000, output: 4_400_000_000 }],
    [
      'minimax-m2.1',
      { version, input: 300_000_000, cacheRead: 30_000_000, cacheWrite: 375_000_000, output: 1_200_000_000 },
    ],
    ['kimi-k2-thinking', { version, input: 600_000_000, cacheRead: 150_000_000, output: 2_500_000_000 }],
    ['zai-glm-4.7', { version, input: 2_250_000_000, output: 2_750_000_000 }],
    ['beluga-nano', { version, input: 0, output: 0 }],
  ])('of %s are the listed ones', (id, prices) => {
    expect(row(id).prices).toEqual(prices);
  });
});

describe('presets', () => {
  it.each([
    ['claude-opus-4-6-thinking', 'claude-opus-4-6', { thinking: { type: 'adaptive', display: 'summarized' } }],
    [
      'claude-haiku-4-5-20251001-thinking',
      'claude-haiku-4-5-20251001',
      { thinking: { type: 'enabled', budget_tokens: '$N' } },
    ],
    [
      'gemini-3-flash-preview-nothinking',
      'gemini-3-flash-preview',
      { generationConfig: { thinkingConfig: { thinkingLevel: 'minimal', includeThoughts: false } } },
    ],
    [
      'gemini-2.5-pro-thinking',
      'gemini-2.5-pro',
      { generationConfig: { thinkingConfig: { thinkingBudget: '$N', includeThoughts: true } } },
    ],
    [
      'gemini-2.5-pro-nothinking',
      'gemini-2.5-pro',
      { generationConfig: { thinkingConfig: { thinkingBudget: 128, includeThoughts: false } } },
    ],
    [
      'gemini-2.5-flash-nothinking',
      'gemini-2.5-flash',
      { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
    ],
  ])('%s calls %s with its own body fields', (id, upstreamModel, extraBody) => {
    expect(row(id)).toMatchObject({ upstreamModel, extraBody });
  });

  it('are fixed on or off by the suffix, and leave the plain id alone', () => {
    for (const { id, reasoning, extraBody } of modelRows) {
      if (id.endsWith('-nothinking')) {
        expect(reasoning.mode).toBe('preset-off');
      } else if (id.endsWith('-thinking') && id !== 'kimi-k2-thinking') {
        expect(reasoning.mode).toBe('preset-on');
      } else {
        expect(reasoning.mode).not.toMatch(/^preset/);
      }
      if (/^(claude|gemini)-.*(?<!-(no)?thinking)$/.test(id)) {
        expect(extraBody).toBeUndefined();
      }
    }
  });

  it('give a budget wherever the body has room for one', () => {
    for (const { extraBody, reasoning } of modelRows) {
      if (JSON.stringify(extraBody ?? {}).includes('$N')) {
        expect(reasoning.budget?.maximum).toBeGreaterThan(reasoning.budget?.minimum ?? Infinity);
      }
    }
  });

  it('do not include kimi-k2-thinking, a name of its own', () => {
    expect(row('kimi-k2-thinking')).toMatchObject({ upstreamModel: 'kimi-k2-thinking', reasoning: { mode: 'always' } });
  });
});

describe('vendors', () => {
  it('are a column: gpt-oss-120b is served by the edge, as are the operator’s other ids', () => {
    expect(modelRows.filter(({ provider }) => provider === 'edge').map(({ id, state }) => [id, state.kind])).toEqual([
      ['llama3.1-8b', 'active'],
      ['gpt-oss-120b', 'active'],
      ['qwen-3-235b-a22b-instruct-2507', 'active'],
      ['zai-glm-4.7', 'active'],
      ['beluga-nano', 'active'],
    ]);
  });

  it('serve OpenAI’s -pro and -codex ids on Responses, the transcribe ids on their own endpoint', () => {
    for (const { id, provider, wire } of modelRows.filter((each) => each.provider === 'openai')) {
      const expected = /-(pro|codex)\b/.test(id) ? 'responses' : /transcribe/.test(id) ? 'transcription' : 'chat';
      expect([id, provider, wire]).toEqual([id, 'openai', expected]);
    }
  });

  it('drop sampling and refuse logprobs where OpenAI’s models always reason', () => {
    for (const id of ['gpt-5-mini-2025-08-07', 'o3-2025-04-16', 'gpt-5.2-pro', 'gpt-5.1-codex']) {
      expect(row(id).parameters).toMatchObject({
        temperature: 'dropped',
        top_p: 'dropped',
        frequency_penalty: 'dropped',
        presence_penalty: 'dropped',
        logprobs: 'rejected',
        stop: 'emulated',
      });
    }
    expect(row('o3-mini-2025-01-31').parameters.stop).toBe('native');
  });

  it('take several choices only at OpenAI, and web search only in its search ids', () => {
    for (const { id, provider, parameters } of modelRows) {
      if (parameters.n !== 'rejected') {
        expect(provider).toBe('openai');
      }
      expect(parameters.web_search_options).toBe(id.startsWith('gpt-5-search-api') ? 'native' : 'rejected');
      expect(parameters.audio).toBe('rejected');
    }
  });

  it('get a demonstration model with sampling, GBNF formats and no tools', () => {
    expect(row('beluga-nano')).toMatchObject({
      provider: 'edge',
      wire: 'chat',
      contextWindow: 2_048,
      maxOutputTokens: 1_024,
      parameters: {
        temperature: 'native',
        top_p: 'native',
        frequency_penalty: 'native',
        presence_penalty: 'native',
        seed: 'native',
        stop: 'native',
        max_tokens: 'native',
        json_object: 'native',
        json_schema: 'native',
        tools: 'rejected',
        n: 'rejected',
        logprobs: 'rejected',
      },
    });
  });
});
