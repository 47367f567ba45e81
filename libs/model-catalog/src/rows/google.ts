import type { ModelRow } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import { geminiParameters } from './parameter-profiles.js';

const gemini = modelFamily({
  provider: 'google',
  kind: 'chat',
  wire: 'generate-content',
  state: { kind: 'active' },
  contextWindow: 1_048_576,
  maxOutputTokens: 65_536,
  input: ['text', 'image', 'audio', 'file'],
  output: ['text'],
  reasoning: { mode: 'never', efforts: [] },
  streaming: 'native',
  lengthField: 'maxOutputTokens',
  systemRole: 'field',
  parameters: geminiParameters,
  // 258 for each tile of 768 × 768 pixels, of which 16 are taken for the most; Gemini 3 scales a picture to 1,120 (Google, "Media resolution").
  counting: { ratio: 1.05, image: 4_128, audioSecond: 32 },
  source: 'models.dev 2026-07',
});

const thinkingConfig = (config: Readonly<Record<string, unknown>>) => ({
  generationConfig: { thinkingConfig: config },
});

/** Presets without thinking ignore an effort, and so does a model that cannot think. */
const effortIgnored = { ...geminiParameters, reasoning_effort: 'dropped' } as const;
const noThinking = {
  reasoning: { mode: 'preset-off', efforts: [] },
  parameters: effortIgnored,
} as const satisfies Partial<ModelRow>;
const withThinking = (thinkingBudget: { minimum: number; maximum: number }) =>
  ({
    kind: 'reasoning',
    reasoning: { mode: 'preset-on', efforts: [], budget: thinkingBudget },
    extraBody: thinkingConfig({ thinkingBudget: '$N', includeThoughts: true }),
  }) as const satisfies Partial<ModelRow>;

const gemini3ProPrices = listPrices({
  input: 2,
  cacheRead: 0.2,
  output: 12,
  longContext: { aboveInputTokens: 200_000, input: 4, cacheRead: 0.4, output: 18 },
});
const gemini3FlashPrices = listPrices({ input: 0.5, cacheRead: 0.05, output: 3, audioInput: 1 });

const gemini3Pro = {
  state: { kind: 'retired', date: '2026-03-09' },
  replacement: 'gemini-3.1-pro-preview',
  reasoning: { mode: 'always', efforts: ['low', 'high'], defaultEffort: 'high' },
  prices: gemini3ProPrices,
} as const satisfies Partial<ModelRow>;

/** Google answers the 2.5 ids with Gemini 3 after this day, at its prices. */
const gemini25Pro = {
  upstreamModel: 'gemini-2.5-pro',
  state: { kind: 'retiring', date: '2026-12-01' },
  replacement: 'gemini-3.8-flash',
  prices: listPrices({
    input: 1.25,
    cacheRead: 0.125,
    output: 10,
    longContext: { aboveInputTokens: 200_000, input: 2.5, cacheRead: 0.25, output: 15 },
  }),
} as const satisfies Partial<ModelRow>;
const gemini25Flash = {
  upstreamModel: 'gemini-2.5-flash',
  state: { kind: 'retiring', date: '2026-12-01' },
  replacement: 'gemini-3.5-flash-lite',
  prices: listPrices({ input: 0.3, cacheRead: 0.03, output: 2.5, audioInput: 1 }),
} as const satisfies Partial<ModelRow>;

const proBudget = { minimum: 128, maximum: 32_768 };

/** Google's ids, in the order of the public API page. `-thinking` and `-nothinking` are presets of the id without it. */
export const googleRows: readonly ModelRow[] = [
  gemini('gemini-3.1-pro-preview', 'Gemini 3.1 Pro Preview', {
    reasoning: { mode: 'always', efforts: ['low', 'medium', 'high'], defaultEffort: 'high' },
    prices: gemini3ProPrices,
  }),
  gemini('gemini-3-pro-preview', 'Gemini 3 Pro Preview', gemini3Pro),
  gemini('gemini-3-pro-preview-thinking', 'Gemini 3 Pro Preview Thinking', {
    ...gemini3Pro,
    kind: 'reasoning',
    upstreamModel: 'gemini-3-pro-preview',
    reasoning: { mode: 'preset-on', efforts: ['low', 'high'], defaultEffort: 'high' },
    extraBody: thinkingConfig({ thinkingLevel: 'high', includeThoughts: true }),
  }),
  gemini('gemini-3-flash-preview', 'Gemini 3 Flash Preview', {
    replacement: 'gemini-3.6-flash',
    reasoning: { mode: 'always', efforts: ['minimal', 'low', 'medium', 'high'], defaultEffort: 'high' },
    prices: gemini3FlashPrices,
  }),
  gemini('gemini-3-flash-preview-nothinking', 'Gemini 3 Flash Preview (No Thinking)', {
    ...noThinking,
    upstreamModel: 'gemini-3-flash-preview',
    replacement: 'gemini-3.6-flash',
    // Gemini 3 cannot be turned off for sure: minimal is the least it takes.
    extraBody: thinkingConfig({ thinkingLevel: 'minimal', includeThoughts: false }),
    prices: gemini3FlashPrices,
  }),
  gemini('gemini-2.5-pro', 'Gemini 2.5 Pro', {
    ...gemini25Pro,
    reasoning: { mode: 'always', efforts: [], budget: proBudget },
  }),
  gemini('gemini-2.5-pro-thinking', 'Gemini 2.5 Pro Thinking', { ...gemini25Pro, ...withThinking(proBudget) }),
  gemini('gemini-2.5-pro-nothinking', 'Gemini 2.5 Pro (No Thinking)', {
    ...gemini25Pro,
    ...noThinking,
    // 2.5 Pro refuses a budget of 0.
    extraBody: thinkingConfig({ thinkingBudget: 128, includeThoughts: false }),
  }),
  gemini('gemini-2.5-flash', 'Gemini 2.5 Flash', {
    ...gemini25Flash,
    reasoning: { mode: 'optional', efforts: [], budget: { minimum: 0, maximum: 24_576 } },
  }),
  gemini('gemini-2.5-flash-thinking', 'Gemini 2.5 Flash Thinking', {
    ...gemini25Flash,
    ...withThinking({ minimum: 1, maximum: 24_576 }),
  }),
  gemini('gemini-2.5-flash-nothinking', 'Gemini 2.5 Flash (No Thinking)', {
    ...gemini25Flash,
    ...noThinking,
    extraBody: thinkingConfig({ thinkingBudget: 0 }),
  }),
  gemini('gemini-2.5-flash-lite', 'Gemini 2.5 Flash Lite', {
    reasoning: {
      mode: 'optional',
      efforts: [],
      defaultEffort: 'none',
      // Or 0, which is off.
      budget: { minimum: 512, maximum: 24_576 },
    },
    prices: listPrices({ input: 0.1, cacheRead: 0.01, output: 0.4, audioInput: 0.3 }),
    source: 'models.dev 2026-07; portkey models 2026-08',
  }),
  gemini('gemini-2.0-flash', 'Gemini 2.0 Flash', {
    state: { kind: 'retired', date: '2026-06-01' },
    replacement: 'gemini-2.5-flash-lite',
    maxOutputTokens: 8_192,
    parameters: effortIgnored,
    prices: listPrices({ input: 0.1, cacheRead: 0.025, output: 0.4, audioInput: 0.7 }),
  }),
];
