import type { ModelRow, ReasoningEffort, ReasoningProfile } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import { openAiEarlierRows } from './openai-earlier.js';
import {
  openAiEffortParameters,
  openAiReasoningParameters,
  openAiResponsesParameters,
  openAiSearchParameters,
} from './parameter-profiles.js';

const listed = 'models.dev 2026-07; portkey models 2026-08';

const gpt5 = modelFamily({
  provider: 'openai',
  kind: 'chat',
  wire: 'chat',
  state: { kind: 'active' },
  contextWindow: 400_000,
  maxOutputTokens: 128_000,
  input: ['text', 'image', 'file'],
  output: ['text'],
  reasoning: { mode: 'always', efforts: ['minimal', 'low', 'medium', 'high'], defaultEffort: 'medium' },
  streaming: 'native',
  lengthField: 'max_completion_tokens',
  systemRole: 'developer',
  parameters: openAiReasoningParameters,
  // 2,500 patches of 32 × 32 pixels, 1.2 tokens each, is the most that was seen of any of them (OpenAI forum 1377015).
  counting: { image: 3_100 },
  source: listed,
});

/** Since gpt-5.1 the effort may be none, which is the default and opens sampling and `stop`. */
const effort = (...thinking: readonly ReasoningEffort[]): ReasoningProfile => ({
  mode: 'optional',
  efforts: ['none', ...thinking],
  defaultEffort: 'none',
  samplingOnlyWithoutEffort: true,
  stopOnlyWithoutEffort: true,
});

const always = (defaultEffort: ReasoningEffort, ...efforts: readonly ReasoningEffort[]): ReasoningProfile => ({
  mode: 'always',
  efforts,
  defaultEffort,
});

/** Only the Responses API serves these. */
const responses = {
  wire: 'responses',
  lengthField: 'max_output_tokens',
  parameters: openAiResponsesParameters,
} as const satisfies Partial<ModelRow>;

const codex = {
  ...responses,
  kind: 'code',
  parameters: { ...openAiResponsesParameters, verbosity: 'rejected' },
} as const satisfies Partial<ModelRow>;

/** ChatGPT's own snapshots: one effort, one verbosity, a smaller window. */
const chatLatest = {
  contextWindow: 128_000,
  maxOutputTokens: 16_384,
  reasoning: always('medium', 'medium'),
  parameters: { ...openAiReasoningParameters, verbosity: 'rejected' },
} as const satisfies Partial<ModelRow>;

/** Chat Completions refuses tools while the model reasons: 400 on `reasoning_effort` (pipecat#4043, livekit/agents#5088). */
const toolsOverResponses = {
  parameters: openAiEffortParameters,
  reasoningToolsRoute: { wire: 'responses', parameters: openAiResponsesParameters },
} as const satisfies Partial<ModelRow>;

/** Always searches; each search is billed apart and stands in no usage. The vendor tells neither limits nor whether it sees. */
const search = {
  contextWindow: undefined,
  maxOutputTokens: undefined,
  input: ['text'],
  reasoning: { mode: 'always', efforts: [] },
  systemRole: 'system',
  parameters: openAiSearchParameters,
  prices: listPrices({ input: 1.25, cacheRead: 0.125, output: 10, webSearch: 0.01 }),
  counting: { searches: 1 },
  source: 'portkey models 2026-08',
} as const satisfies Partial<ModelRow>;

const gpt52Prices = listPrices({ input: 1.75, cacheRead: 0.175, output: 14 });
const gpt5Prices = listPrices({ input: 1.25, cacheRead: 0.125, output: 10 });
const gpt5MiniPrices = listPrices({ input: 0.25, cacheRead: 0.025, output: 2 });

/** OpenAI's ids, newest first, as on the public API page. */
export const openAiRows: readonly ModelRow[] = [
  gpt5('gpt-5.4', 'GPT-5.4', {
    ...toolsOverResponses,
    contextWindow: 1_050_000,
    reasoning: effort('low', 'medium', 'high', 'xhigh'),
    prices: listPrices({
      input: 2.5,
      cacheRead: 0.25,
      output: 15,
      longContext: { aboveInputTokens: 272_000, input: 5, cacheRead: 0.5, output: 22.5 },
    }),
  }),
  gpt5('gpt-5.2-codex', 'GPT-5.2 Codex', {
    ...codex,
    state: { kind: 'retired', date: '2026-07-23' },
    replacement: 'gpt-5.6-sol',
    reasoning: always('medium', 'low', 'medium', 'high', 'xhigh'),
    prices: gpt52Prices,
  }),
  gpt5('gpt-5.2-pro', 'GPT-5.2 Pro', {
    ...responses,
    reasoning: always('medium', 'medium', 'high', 'xhigh'),
    parameters: { ...openAiResponsesParameters, json_schema: 'emulated' },
    prices: listPrices({ input: 21, output: 168 }),
  }),
  gpt5('gpt-5.2-chat-latest', 'GPT-5.2 Chat Latest', {
    ...chatLatest,
    state: { kind: 'retired', date: '2026-08-10' },
    replacement: 'gpt-5.6-sol',
    prices: gpt52Prices,
  }),
  gpt5('gpt-5.2', 'GPT-5.2', {
    ...toolsOverResponses,
    reasoning: effort('low', 'medium', 'high', 'xhigh'),
    prices: gpt52Prices,
  }),
  gpt5('gpt-5.1-chat-latest', 'GPT-5.1 Chat Latest', {
    ...chatLatest,
    state: { kind: 'retired', date: '2026-07-23' },
    replacement: 'gpt-5.6-sol',
    prices: gpt5Prices,
  }),
  gpt5('gpt-5.1', 'GPT-5.1', {
    state: { kind: 'retiring', date: '2027-04-01' },
    reasoning: effort('low', 'medium', 'high'),
    parameters: openAiEffortParameters,
    prices: gpt5Prices,
  }),
  gpt5('gpt-5.1-2025-11-13', 'GPT-5.1 (2025-11-13)', {
    state: { kind: 'retiring', date: '2027-04-01' },
    reasoning: effort('low', 'medium', 'high'),
    parameters: openAiEffortParameters,
    prices: gpt5Prices,
  }),
  gpt5('gpt-5.1-codex', 'GPT-5.1 Codex', {
    ...codex,
    state: { kind: 'retired', date: '2026-07-23' },
    replacement: 'gpt-5.6-sol',
    reasoning: always('medium', 'low', 'medium', 'high'),
    prices: gpt5Prices,
  }),
  gpt5('gpt-5.1-codex-mini', 'GPT-5.1 Codex Mini', {
    ...codex,
    state: { kind: 'retired', date: '2026-07-23' },
    replacement: 'gpt-5.6-terra',
    reasoning: always('medium', 'low', 'medium', 'high'),
    prices: gpt5MiniPrices,
  }),
  gpt5('gpt-5-pro-2025-10-06', 'GPT-5 Pro', {
    ...responses,
    state: { kind: 'retiring', date: '2026-12-11' },
    replacement: 'gpt-5.6-sol',
    maxOutputTokens: 272_000,
    reasoning: always('high', 'high'),
    streaming: 'emulated',
    prices: listPrices({ input: 15, output: 120 }),
  }),
  gpt5('gpt-5-2025-08-07', 'GPT-5', {
    state: { kind: 'retiring', date: '2026-12-11' },
    replacement: 'gpt-5.6-sol',
    parameters: { ...openAiReasoningParameters, prompt_cache_retention: 'native' },
    prices: gpt5Prices,
  }),
  gpt5('gpt-5-mini-2025-08-07', 'GPT-5 Mini', {
    state: { kind: 'retiring', date: '2026-12-11' },
    replacement: 'gpt-5.6-terra',
    prices: gpt5MiniPrices,
  }),
  gpt5('gpt-5-nano-2025-08-07', 'GPT-5 Nano', {
    state: { kind: 'retiring', date: '2026-12-11' },
    replacement: 'gpt-5.6-luna',
    prices: listPrices({ input: 0.05, cacheRead: 0.005, output: 0.4 }),
  }),
  gpt5('gpt-5-search-api', 'GPT-5 Search API', search),
  gpt5('gpt-5-search-api-2025-10-14', 'GPT-5 Search API (2025-10-14)', search),
  ...openAiEarlierRows,
];
