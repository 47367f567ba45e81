import type { ModelRow } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import {
  openAiChatParameters,
  openAiLegacyParameters,
  openAiO1MiniParameters,
  openAiPlainTextParameters,
  openAiSeriesOParameters,
  openAiTranscriptionParameters,
} from './parameter-profiles.js';

const chat = modelFamily({
  provider: 'openai',
  kind: 'chat',
  wire: 'chat',
  state: { kind: 'retired', date: '2026-10-23' },
  contextWindow: 1_047_576,
  maxOutputTokens: 32_768,
  input: ['text', 'image', 'file'],
  output: ['text'],
  reasoning: { mode: 'never', efforts: [] },
  streaming: 'native',
  lengthField: 'max_completion_tokens',
  systemRole: 'system',
  parameters: openAiChatParameters,
  source: 'models.dev 2026-07; portkey models 2026-08',
});

const seriesO = modelFamily({
  provider: 'openai',
  kind: 'reasoning',
  wire: 'chat',
  state: { kind: 'retired', date: '2026-10-23' },
  replacement: 'gpt-5.6-sol',
  contextWindow: 200_000,
  maxOutputTokens: 100_000,
  input: ['text', 'image', 'file'],
  output: ['text'],
  reasoning: { mode: 'always', efforts: ['low', 'medium', 'high'], defaultEffort: 'medium' },
  streaming: 'native',
  lengthField: 'max_completion_tokens',
  systemRole: 'developer',
  parameters: openAiSeriesOParameters,
  // 75, and 150 for each of 8 tiles (OpenAI, "Calculating costs" of images).
  counting: { image: 1_275, lowImage: 75 },
  source: 'models.dev 2026-07; portkey models 2026-08',
});

const transcription = modelFamily({
  provider: 'openai',
  kind: 'audio',
  wire: 'transcription',
  state: { kind: 'retiring', date: '2027-02-26' },
  replacement: 'gpt-transcribe',
  contextWindow: 16_000,
  maxOutputTokens: 2_000,
  // Text is the hint that goes with the recording.
  input: ['audio', 'text'],
  output: ['text'],
  reasoning: { mode: 'never', efforts: [] },
  streaming: 'native',
  lengthField: 'none',
  systemRole: 'none',
  parameters: openAiTranscriptionParameters,
  // What its price of a minute comes to in tokens.
  counting: { audioSecond: 17 },
  source: 'portkey models 2026-08; genai-prices 2026-08',
});

/** What OpenAI still lists from before gpt-5, in the order of the public API page. */
export const openAiEarlierRows: readonly ModelRow[] = [
  transcription('gpt-4o-transcribe', 'GPT-4o Transcribe', {
    prices: listPrices({ input: 2.5, output: 10, audioInput: 6, audioMinute: 0.006 }),
  }),
  transcription('gpt-4o-mini-transcribe', 'GPT-4o Mini Transcribe', {
    prices: listPrices({ input: 1.25, output: 5, audioInput: 3, audioMinute: 0.003 }),
  }),
  chat('gpt-4.1-mini-2025-04-14', 'GPT-4.1 Mini', {
    state: { kind: 'retiring', date: '2027-01-14' },
    replacement: 'gpt-6-luna',
    // 1,536 patches, as many tokens each as OpenAI multiplies them by.
    counting: { image: 2_489 },
    prices: listPrices({ input: 0.4, cacheRead: 0.1, output: 1.6 }),
  }),
  chat('gpt-4.1-nano-2025-04-14', 'GPT-4.1 Nano', {
    counting: { image: 3_779 },
    replacement: 'gpt-5.6-luna',
    prices: listPrices({ input: 0.1, cacheRead: 0.025, output: 0.4 }),
  }),
  chat('gpt-4-1106-preview', 'GPT-4 Turbo (1106 Preview)', {
    replacement: 'gpt-5.6-sol',
    contextWindow: 128_000,
    maxOutputTokens: 4_096,
    input: ['text'],
    lengthField: 'max_tokens',
    parameters: openAiLegacyParameters,
    prices: listPrices({ input: 10, output: 30 }),
    source: 'portkey models 2026-08',
  }),
  chat('gpt-3.5-turbo-16k', 'GPT-3.5 Turbo 16K', {
    // Its day is not on record: the last snapshot of its own went in 2024.
    state: { kind: 'retired' },
    replacement: 'gpt-5.6-terra',
    contextWindow: 16_385,
    maxOutputTokens: 4_096,
    input: ['text'],
    lengthField: 'max_tokens',
    parameters: openAiPlainTextParameters,
    prices: listPrices({ input: 3, output: 4 }),
    source: 'portkey models 2026-08; genai-prices 2026-08',
  }),
  seriesO('o3-2025-04-16', 'o3', {
    state: { kind: 'retiring', date: '2026-12-11' },
    prices: listPrices({ input: 2, cacheRead: 0.5, output: 8 }),
  }),
  seriesO('o4-mini-2025-04-16', 'o4 Mini', {
    counting: { image: 2_642 },
    replacement: 'gpt-5.6-terra',
    prices: listPrices({ input: 1.1, cacheRead: 0.275, output: 4.4 }),
  }),
  seriesO('o3-mini-2025-01-31', 'o3 Mini', {
    input: ['text'],
    // Alone of its kind it takes `stop`: seen on a recorded answer.
    parameters: { ...openAiSeriesOParameters, stop: 'native' },
    prices: listPrices({ input: 1.1, cacheRead: 0.55, output: 4.4 }),
  }),
  seriesO('o1-2024-12-17', 'o1', {
    prices: listPrices({ input: 15, cacheRead: 7.5, output: 60 }),
  }),
  seriesO('o1-mini-2024-09-12', 'o1 Mini', {
    state: { kind: 'retired', date: '2025-10-27' },
    replacement: 'gpt-5.6-terra',
    contextWindow: 128_000,
    maxOutputTokens: 65_536,
    input: ['text'],
    reasoning: { mode: 'always', efforts: [] },
    // It answers 400 to a system and to a developer message (microsoft/agent-framework#1077).
    systemRole: 'first-user',
    parameters: openAiO1MiniParameters,
    prices: listPrices({ input: 1.1, cacheRead: 0.55, output: 4.4 }),
    source: 'genai-prices 2026-08',
  }),
];
