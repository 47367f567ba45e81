import type { Provider } from '@belugapi/model-catalog';
import { type JsonObject, objectIn, objectsIn } from './json-values.js';

/** What vendors of the Chat Completions wire do each in their own way. */
export interface ChatHabits {
  /** Whether an answer shows the model's reasoning. */
  readonly showsReasoning: (body: JsonObject) => boolean;
  readonly reasoningDeltas: (pieces: readonly string[], body: JsonObject) => readonly JsonObject[];
  readonly messageWithReasoning: (message: JsonObject, reasoning: string, body: JsonObject) => JsonObject;
  /** What stands in the first delta beside the role. */
  readonly firstDelta: JsonObject;
  readonly repeatsRole?: boolean;
  /** Where a stream tells its usage. `last-line`: in a whole completion after the last chunk. */
  readonly usage: 'own-chunk' | 'finish-chunk' | 'finish-choice' | 'last-line';
  /** Fields of every chunk and of the whole answer. */
  readonly chunkFields: JsonObject;
  readonly answerFields: JsonObject;
  /** Tool calls come whole, in one delta each. */
  readonly wholeToolCalls?: (body: JsonObject) => boolean;
  readonly toolCallId?: (name: string, position: number) => string;
}

const thinkingIsOn = (body: JsonObject) => objectIn(body['thinking'])['type'] !== 'disabled';

const reasoningUnder = (field: string) => ({
  reasoningDeltas: (pieces: readonly string[]) => pieces.map((text) => ({ [field]: text })),
  messageWithReasoning: (message: JsonObject, reasoning: string) => ({ ...message, [field]: reasoning }),
});

const openAi: ChatHabits = {
  showsReasoning: () => true,
  ...reasoningUnder('reasoning_content'),
  firstDelta: { content: '', refusal: null },
  usage: 'own-chunk',
  chunkFields: { service_tier: 'default', system_fingerprint: 'fp_de604bd877' },
  answerFields: { service_tier: 'default', system_fingerprint: 'fp_de604bd877' },
};

const deepSeek: ChatHabits = {
  ...openAi,
  showsReasoning: thinkingIsOn,
  reasoningDeltas: (pieces) => pieces.map((text) => ({ content: null, reasoning_content: text })),
  firstDelta: { content: '', reasoning_content: '' },
  usage: 'finish-chunk',
  chunkFields: { system_fingerprint: 'fp_emulated' },
  answerFields: { system_fingerprint: 'fp_emulated' },
};

const glm: ChatHabits = {
  ...openAi,
  showsReasoning: thinkingIsOn,
  firstDelta: {},
  repeatsRole: true,
  usage: 'finish-chunk',
  chunkFields: {},
  answerFields: { request_id: '20261122000000emulated' },
  wholeToolCalls: (body) => body['tool_stream'] !== true,
};

const kimi: ChatHabits = {
  ...openAi,
  showsReasoning: thinkingIsOn,
  firstDelta: { content: '' },
  usage: 'finish-choice',
  chunkFields: {},
  answerFields: {},
  // They start again with each conversation.
  toolCallId: (name, position) => `functions.${name}:${position}`,
};

const splitsReasoning = (body: JsonObject) => body['reasoning_split'] === true;
const reasoningDetails = (text: string) => ({
  reasoning_content: text,
  reasoning_details: [
    { type: 'reasoning.text', id: 'reasoning-text-1', format: 'MiniMax-response-v1', index: 0, text },
  ],
});

const miniMax: ChatHabits = {
  ...openAi,
  reasoningDeltas: (pieces, body) =>
    splitsReasoning(body)
      ? pieces.map(reasoningDetails)
      : ['<think>\n', ...pieces, '\n</think>\n\n'].map((text) => ({ content: text })),
  messageWithReasoning: (message, reasoning, body) =>
    splitsReasoning(body)
      ? { ...message, ...reasoningDetails(reasoning) }
      : { ...message, content: `<think>\n${reasoning}\n</think>\n\n${(message['content'] as string | null) ?? ''}` },
  firstDelta: { content: '', name: 'MiniMax AI', audio_content: '' },
  usage: 'last-line',
  chunkFields: { input_sensitive: false, output_sensitive: false },
  answerFields: {
    input_sensitive: false,
    output_sensitive: false,
    input_sensitive_type: 0,
    output_sensitive_type: 0,
    base_resp: { status_code: 0, status_msg: '' },
  },
};

const cerebras: ChatHabits = {
  ...openAi,
  showsReasoning: (body) => body['reasoning_effort'] !== 'none' && body['reasoning_format'] === 'parsed',
  ...reasoningUnder('reasoning'),
  firstDelta: {},
  usage: 'finish-chunk',
  chunkFields: { system_fingerprint: 'fp_emulated' },
  answerFields: { system_fingerprint: 'fp_emulated', time_info: { queue_time: 0.0002, total_time: 0.03 } },
  wholeToolCalls: () => true,
};

const table: Partial<Record<Provider, ChatHabits>> = {
  deepseek: deepSeek,
  zhipu: glm,
  moonshot: kimi,
  minimax: miniMax,
  edge: cerebras,
};

/** The habits of a vendor; OpenAI's where it has none of its own. */
export function chatHabits(provider: Provider): ChatHabits {
  return table[provider] ?? openAi;
}

/** How many tool calls the conversation already holds: some vendors number on. */
export function earlierToolCalls(body: JsonObject): number {
  return objectsIn(body['messages']).reduce((sum, message) => sum + objectsIn(message['tool_calls']).length, 0);
}
