import type { ModelRow, ReasoningEffort, ReasoningProfile } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import { anthropicParameters, anthropicThinkingParameters } from './parameter-profiles.js';

const claude = modelFamily({
  provider: 'anthropic',
  kind: 'chat',
  wire: 'messages',
  state: { kind: 'active' },
  contextWindow: 200_000,
  maxOutputTokens: 64_000,
  input: ['text', 'image', 'file'],
  output: ['text'],
  reasoning: { mode: 'never', efforts: [] },
  streaming: 'native',
  lengthField: 'max_tokens',
  systemRole: 'field',
  parameters: anthropicParameters,
  temperatureExcludesTopP: true,
  // A picture is scaled down to 1,568 tokens (Anthropic, "Vision"); text and calls as recorded answers have them.
  counting: { ratio: 1.2, call: 36, image: 1_600 },
  source: 'models.dev 2026-07; portkey models 2026-08',
});

/** Cache reads cost a tenth of the input, writes 1.25 times as much for five minutes and twice as much for an hour. */
const opusPrices = listPrices({ input: 5, cacheRead: 0.5, cacheWrite: 6.25, cacheWriteLong: 10, output: 25 });
// Above 200k tokens Sonnet 4.5 costs more, but only behind a beta header that is never sent.
const sonnetPrices = listPrices({ input: 3, cacheRead: 0.3, cacheWrite: 3.75, cacheWriteLong: 6, output: 15 });
const haikuPrices = listPrices({ input: 1, cacheRead: 0.1, cacheWrite: 1.25, cacheWriteLong: 2, output: 5 });

/** Thinking inside `max_tokens`, from 1024 to one below the largest answer. */
const budget = { minimum: 1_024, maximum: 63_999 };
const upToHigh = ['low', 'medium', 'high'] as const;
const upToMax = [...upToHigh, 'max'] as const;

/** The plain id: `thinking` is left out until the caller asks for an effort, and then there is no sampling. */
const onRequest = (efforts: readonly ReasoningEffort[]): ReasoningProfile => ({
  mode: 'optional',
  efforts,
  defaultEffort: 'none',
  samplingOnlyWithoutEffort: true,
});

const adaptivePreset = {
  kind: 'reasoning',
  reasoning: { mode: 'preset-on', efforts: upToMax },
  parameters: anthropicThinkingParameters,
  extraBody: { thinking: { type: 'adaptive', display: 'summarized' } },
} as const satisfies Partial<ModelRow>;

const budgetPreset = {
  kind: 'reasoning',
  reasoning: { mode: 'preset-on', efforts: [], budget },
  parameters: anthropicThinkingParameters,
  extraBody: { thinking: { type: 'enabled', budget_tokens: '$N' } },
} as const satisfies Partial<ModelRow>;

/** Anthropic's ids, in the order of the public API page. A `-thinking` id is a preset of the id without it. */
export const anthropicRows: readonly ModelRow[] = [
  claude('claude-opus-4-7', 'Claude Opus 4.7', {
    contextWindow: 1_000_000,
    maxOutputTokens: 128_000,
    reasoning: { mode: 'optional', efforts: [...upToHigh, 'xhigh', 'max'], defaultEffort: 'none' },
    // It refuses sampling whether it thinks or not.
    parameters: anthropicThinkingParameters,
    // Its tokenizer makes up to 35 % more tokens, and pictures may have 2,576 pixels.
    counting: { ratio: 1.6, call: 36, image: 4_800 },
    prices: opusPrices,
  }),
  claude('claude-opus-4-6', 'Claude Opus 4.6', {
    contextWindow: 1_000_000,
    maxOutputTokens: 128_000,
    reasoning: onRequest(upToMax),
    prices: opusPrices,
  }),
  claude('claude-opus-4-6-thinking', 'Claude Opus 4.6 Thinking', {
    ...adaptivePreset,
    upstreamModel: 'claude-opus-4-6',
    contextWindow: 1_000_000,
    maxOutputTokens: 128_000,
    prices: opusPrices,
  }),
  claude('claude-opus-4-5-20251101', 'Claude Opus 4.5', {
    // The effort steers its answer; it thinks by a budget, in the preset alone, so that sampling stays.
    reasoning: { mode: 'optional', efforts: upToHigh, defaultEffort: 'none', budget },
    prices: opusPrices,
  }),
  claude('claude-opus-4-5-20251101-thinking', 'Claude Opus 4.5 Thinking', {
    ...budgetPreset,
    upstreamModel: 'claude-opus-4-5-20251101',
    reasoning: { mode: 'preset-on', efforts: upToHigh, budget },
    prices: opusPrices,
  }),
  claude('claude-sonnet-4-6', 'Claude Sonnet 4.6', {
    contextWindow: 1_000_000,
    reasoning: onRequest(upToMax),
    prices: sonnetPrices,
  }),
  claude('claude-sonnet-4-6-thinking', 'Claude Sonnet 4.6 Thinking', {
    ...adaptivePreset,
    upstreamModel: 'claude-sonnet-4-6',
    contextWindow: 1_000_000,
    prices: sonnetPrices,
  }),
  claude('claude-sonnet-4-5-20250929', 'Claude Sonnet 4.5', {
    replacement: 'claude-sonnet-4-6',
    reasoning: { ...onRequest([]), budget },
    prices: sonnetPrices,
  }),
  claude('claude-sonnet-4-5-20250929-thinking', 'Claude Sonnet 4.5 Thinking', {
    ...budgetPreset,
    upstreamModel: 'claude-sonnet-4-5-20250929',
    // The preset, so that whoever moves keeps the thinking.
    replacement: 'claude-sonnet-4-6-thinking',
    prices: sonnetPrices,
  }),
  claude('claude-haiku-4-5-20251001', 'Claude Haiku 4.5', {
    reasoning: { ...onRequest([]), budget },
    prices: haikuPrices,
  }),
  claude('claude-haiku-4-5-20251001-thinking', 'Claude Haiku 4.5 Thinking', {
    ...budgetPreset,
    upstreamModel: 'claude-haiku-4-5-20251001',
    prices: haikuPrices,
  }),
  claude('claude-3-7-sonnet-20250219-thinking', 'Claude 3.7 Sonnet Thinking', {
    ...budgetPreset,
    upstreamModel: 'claude-3-7-sonnet-20250219',
    state: { kind: 'retired', date: '2026-02-19' },
    replacement: 'claude-sonnet-4-6-thinking',
    // It came before structured output.
    parameters: { ...anthropicThinkingParameters, json_schema: 'emulated', strict: 'dropped' },
    prices: sonnetPrices,
  }),
];
