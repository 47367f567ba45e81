import type { UpstreamExpectation } from './upstream-expectation.js';

const openAiChat = { path: '/openai/v1/chat/completions', system: 'message' } as const;
const openAiReasoning = { ...openAiChat, length: 'max_completion_tokens' } as const;
const responses = {
  path: '/openai/v1/responses',
  system: 'instructions',
  length: 'max_output_tokens',
  fields: { store: false, messages: undefined, 'reasoning.effort': undefined },
  withEffort: { 'reasoning.effort': 'high' },
} as const;

/** OpenAI’s ids (openai.md §1). */
export const openAiUpstream: readonly UpstreamExpectation[] = [
  {
    ...openAiChat,
    ids: ['gpt-4-1106-preview', 'gpt-3.5-turbo-16k'],
    length: 'max_tokens',
    temperature: 'temperature',
    withEffort: { reasoning_effort: undefined },
  },
  {
    ...openAiChat,
    // They take both names.
    ids: ['gpt-4.1-mini-2025-04-14', 'gpt-4.1-nano-2025-04-14'],
    length: 'max_completion_tokens',
    temperature: 'temperature',
    withEffort: { reasoning_effort: undefined },
  },
  {
    ...openAiReasoning,
    ids: ['gpt-5.2', 'gpt-5.1', 'gpt-5.1-2025-11-13'],
    temperature: 'temperature',
    fields: { reasoning_effort: undefined },
    withEffort: { reasoning_effort: 'high' },
    temperatureWithEffort: null,
  },
  {
    ...openAiReasoning,
    ids: [
      'gpt-5-2025-08-07',
      'gpt-5-mini-2025-08-07',
      'gpt-5-nano-2025-08-07',
      'o3-2025-04-16',
      'o4-mini-2025-04-16',
      'o3-mini-2025-01-31',
      'o1-2024-12-17',
    ],
    fields: { reasoning_effort: undefined },
    withEffort: { reasoning_effort: 'high' },
  },
  {
    ...openAiReasoning,
    ids: ['gpt-5.2-chat-latest', 'gpt-5.1-chat-latest'],
    // The one that they have.
    withEffort: { reasoning_effort: 'medium' },
  },
  {
    ...openAiReasoning,
    ids: ['gpt-5-search-api', 'gpt-5-search-api-2025-10-14'],
    withEffort: { reasoning_effort: undefined },
  },
  { ...openAiReasoning, ids: ['o1-mini-2024-09-12'], system: 'merged', withEffort: { reasoning_effort: undefined } },
  { ...responses, ids: ['gpt-5.2-codex', 'gpt-5.2-pro', 'gpt-5.1-codex', 'gpt-5.1-codex-mini'] },
  { ...responses, ids: ['gpt-5-pro-2025-10-06'], stream: 'never' },
  {
    ids: ['gpt-4o-transcribe', 'gpt-4o-mini-transcribe'],
    path: '/openai/v1/audio/transcriptions',
    length: null,
    temperature: 'temperature',
    fields: { prompt: 'Where do whales sleep?', 'file.name': 'audio.wav' },
    withEffort: { reasoning_effort: undefined },
    system: 'none',
  },
];
