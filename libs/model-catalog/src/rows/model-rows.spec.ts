import { type ModelRow, parameterNames, type PriceRow, providers, supports } from '../model-row.js';
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

/** The ids of the rows that break a rule. */
const breaking = (rule: (model: ModelRow) => boolean) => modelRows.filter((model) => !rule(model)).map(({ id }) => id);

describe('every row', () => {
  it('has an id of its own', () => {
    expect(new Set(modelRows.map(({ id }) => id)).size).toBe(modelRows.length);
  });

  it('belongs to a provider that speaks its wire, under an upstream name', () => {
    expect(breaking(({ provider, wire }) => wiresOf[provider].includes(wire))).toEqual([]);
    expect(breaking(({ upstreamModel }) => /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(upstreamModel))).toEqual([]);
    expect(new Set(modelRows.map(({ provider }) => provider))).toEqual(new Set(providers));
  });

  it('has sane limits, but for the search ids, whose limits nobody tells', () => {
    const sane = ({ contextWindow = 0, maxOutputTokens = 0 }: ModelRow) =>
      contextWindow >= 2_048 && maxOutputTokens >= 1_024 && maxOutputTokens <= contextWindow;
    expect(breaking(sane)).toEqual(['gpt-5-search-api', 'gpt-5-search-api-2025-10-14']);
  });

  it('takes and gives text', () => {
    expect(breaking(({ input, output }) => input.includes('text') && output.join() === 'text')).toEqual([]);
  });

  it('says how every field fares', () => {
    const names = [...parameterNames].toSorted().join();
    expect(breaking(({ parameters }) => Object.keys(parameters).toSorted().join() === names)).toEqual([]);
    expect(
      breaking(({ parameters }) => Object.values(parameters).every((support) => supports.includes(support))),
    ).toEqual([]);
  });

  it('has a versioned price of whole nano-dollars, none of them negative', () => {
    expect(breaking(({ prices }) => prices?.version === '2026-11-22')).toEqual([]);
    const figures = ({ longContext, ...prices }: PriceRow): unknown[] =>
      [...Object.entries(prices), ...Object.entries(longContext ?? {})]
        .filter(([name]) => name !== 'version')
        .map(([, nano]) => nano);
    expect(
      breaking(({ prices }) =>
        figures(prices as PriceRow).every((nano) => Number.isSafeInteger(nano) && Number(nano) >= 0),
      ),
    ).toEqual([]);
  });

  it('costs something, cached input less than fresh input, and answers more than questions but for the cheapest', () => {
    const { id: free } = row('beluga-nano');
    expect(breaking(({ prices }) => (prices?.input ?? 0) > 0 && (prices?.output ?? 0) > 0)).toEqual([free]);
    expect(breaking(({ prices }) => (prices?.cacheRead ?? -1) < (prices?.input ?? 0))).toEqual([]);
    expect(breaking(({ prices }) => (prices?.output ?? 0) > (prices?.input ?? 0))).toEqual([
      'deepseek-ocr',
      'llama3.1-8b',
      free,
    ]);
  });

  it('names a successor other than itself, always where it is retired, and no substitute', () => {
    expect(breaking(({ id, replacement, substitute }) => replacement !== id && substitute === undefined)).toEqual([]);
    expect(breaking(({ state, replacement }) => state.kind !== 'retired' || replacement !== undefined)).toEqual([]);
  });

  it('dates its end by a day of the calendar, where one is known', () => {
    const dated = ({ state }: ModelRow) =>
      state.kind === 'active' || new Date(state.date ?? Number.NaN).getTime() > Date.UTC(2025, 0);
    expect(modelRows.filter(({ state }) => state.kind === 'retired' && state.date === undefined)).toEqual([
      row('gpt-3.5-turbo-16k'),
    ]);
    expect(breaking(dated)).toEqual(['gpt-3.5-turbo-16k']);
  });

  it('takes an effort only where the vendor has a degree or a budget for it', () => {
    const settable = ({ reasoning: { efforts, budget } }: ModelRow) => efforts.length > 0 || budget !== undefined;
    const fixed = ({ reasoning: { mode } }: ModelRow) => mode === 'never' || mode === 'preset-off';
    expect(breaking((model) => model.parameters.reasoning_effort !== 'native' || settable(model))).toEqual([]);
    expect(breaking((model) => model.parameters.reasoning_effort !== 'native' || !fixed(model))).toEqual([]);
    expect(
      breaking(
        ({ reasoning: { defaultEffort = 'none', efforts } }) =>
          defaultEffort === 'none' || efforts.includes(defaultEffort),
      ),
    ).toEqual([]);
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

  it('are fixed on or off by the suffix', () => {
    const mode = ({ id }: ModelRow) =>
      /^(?:claude|gemini).*-thinking$/.test(id) ? 'preset-on' : id.endsWith('-nothinking') ? 'preset-off' : undefined;
    expect(breaking((model) => model.reasoning.mode === mode(model) || mode(model) === undefined)).toEqual([]);
    expect(breaking((model) => !model.reasoning.mode.startsWith('preset') || mode(model) !== undefined)).toEqual([]);
    expect(modelRows.filter((model) => mode(model) !== undefined)).toHaveLength(12);
  });

  it('leave the plain ids of Claude and Gemini without fixed body fields', () => {
    const plain = ({ id, provider }: ModelRow) => /anthropic|google/.test(provider) && !id.endsWith('thinking');
    expect(
      breaking((model) => plain(model) === (model.extraBody === undefined) || !/^(?:claude|gemini)/.test(model.id)),
    ).toEqual([]);
  });

  it('give a budget wherever the body has room for one', () => {
    const open = modelRows.filter(({ extraBody }) => JSON.stringify(extraBody ?? {}).includes('"$N"'));
    expect(open.map(({ id, reasoning }) => [id, reasoning.budget])).toEqual([
      ['claude-opus-4-5-20251101-thinking', { minimum: 1_024, maximum: 63_999 }],
      ['claude-sonnet-4-5-20250929-thinking', { minimum: 1_024, maximum: 63_999 }],
      ['claude-haiku-4-5-20251001-thinking', { minimum: 1_024, maximum: 63_999 }],
      ['claude-3-7-sonnet-20250219-thinking', { minimum: 1_024, maximum: 63_999 }],
      ['gemini-2.5-pro-thinking', { minimum: 128, maximum: 32_768 }],
      ['gemini-2.5-flash-thinking', { minimum: 1, maximum: 24_576 }],
    ]);
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
    const expected = ({ id }: ModelRow) =>
      /-(?:pro|codex)\b/.test(id) ? 'responses' : id.endsWith('transcribe') ? 'transcription' : 'chat';
    expect(breaking((model) => model.provider !== 'openai' || model.wire === expected(model))).toEqual([]);
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
    expect(breaking(({ provider, parameters }) => parameters.n === 'rejected' || provider === 'openai')).toEqual([]);
    expect(breaking(({ parameters }) => parameters.web_search_options === 'rejected')).toEqual([
      'gpt-5-search-api',
      'gpt-5-search-api-2025-10-14',
    ]);
    expect(breaking(({ parameters }) => parameters.audio === 'rejected')).toEqual([]);
  });

  it('hold calls to a strict schema where their vendor can, and nowhere without tools', () => {
    const strict = modelRows.filter(({ parameters }) => parameters.strict === 'native');
    expect([...new Set(strict.map(({ provider }) => provider))]).toEqual(['openai', 'anthropic', 'edge']);
    expect(strict.filter(({ parameters }) => parameters.tools !== 'native')).toEqual([]);
  });

  it('make searches for every answer where searches have a price', () => {
    const isPriced = ({ prices }: ModelRow) => prices?.webSearch !== undefined;
    expect(breaking((model) => isPriced(model) === (model.counting?.searches !== undefined))).toEqual([]);
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
