import type { VendorCompletion, VendorError, VendorToolCall } from './emulated-vendor-answer.js';

/** What of a request shapes the wire of its answer. */
export interface WireRequest {
  readonly id: string;
  readonly model: string;
  readonly includeUsage: boolean;
  /** OpenAI pads every chunk to hide token lengths unless `stream_options.include_obfuscation` is false. */
  readonly obfuscate: boolean;
}

/**
 * A stream rendered ahead of time: head, then `count` frames of one token each, then tail. Every frame is an HTTP chunk
 * of its own, as it is when a server flushes each event, however many share a write.
 */
export interface RenderedStream {
  readonly head: string;
  readonly count: number;
  /** Frames `from` up to, not including, `to`. */
  frames(from: number, to: number): Buffer;
  readonly tail: string;
}

/** Puts text into one chunk of HTTP/1.1's chunked coding. */
export function httpChunk(text: string): string {
  return text === '' ? '' : `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

const CREATED = 1_770_933_892;
const FINGERPRINT = 'fp_de604bd877';
const GREETING = ['Hello', ' from', ' the', ' emulated', ' vendor', '.'];
const WORDS = ' the whale sings low and far under ice while small boats drift north with a slow tide'.split(/(?= )/);

/** The tokens of an answer's text, when they are few enough to be listed. */
export function tokenAt(answer: VendorCompletion, index: number): string {
  if (typeof answer.tokens === 'number') return WORDS[index % WORDS.length] ?? '';
  return (answer.tokens ?? (answer.toolCalls || answer.refusal ? [] : GREETING))[index] ?? '';
}

/** How many content tokens an answer has. */
export function tokenCount(answer: VendorCompletion): number {
  if (typeof answer.tokens === 'number') return answer.tokens;
  return (answer.tokens ?? (answer.toolCalls || answer.refusal ? [] : GREETING)).length;
}

/** OpenAI's usage object; every tool-call fragment and a refusal count as one token. */
export function usageOf(answer: VendorCompletion): object {
  const prompt = answer.promptTokens ?? 10;
  const completion = tokenCount(answer) + extraDeltas(answer).length + (answer.reasoningTokens ?? 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: answer.cachedTokens ?? 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: answer.reasoningTokens ?? 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** The answer as one `chat.completion` object. */
export function renderCompletion(answer: VendorCompletion, request: WireRequest): string {
  const text = Array.from({ length: tokenCount(answer) }, (_, index) => tokenAt(answer, index)).join('');
  const calls = answer.toolCalls?.map((call, index) => ({
    id: callId(call, index),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
  return JSON.stringify({
    id: request.id,
    object: 'chat.completion',
    created: CREATED,
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && (calls || answer.refusal) ? null : text,
          ...(calls && { tool_calls: calls }),
          refusal: answer.refusal ?? null,
          annotations: [],
        },
        logprobs: null,
        finish_reason: finishReason(answer),
      },
    ],
    ...(answer.usage !== false && { usage: usageOf(answer) }),
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  });
}

/** The answer as OpenAI's chunks: role, one per token, finish, usage when asked for, `[DONE]`. */
export function renderStream(answer: VendorCompletion, request: WireRequest): RenderedStream {
  const chunk = (choices: object[], usage: object | null = null) =>
    `data: ${JSON.stringify({
      id: request.id,
      object: 'chat.completion.chunk',
      created: CREATED,
      model: request.model,
      service_tier: 'default',
      system_fingerprint: FINGERPRINT,
      choices,
      ...(request.includeUsage && { usage }),
      ...(request.obfuscate && { obfuscation: 'Qup1BsQ3' }),
    })}\n\n`;
  const delta = (fields: object, reason: string | null = null) =>
    chunk([{ index: 0, delta: fields, logprobs: null, finish_reason: reason }]);
  const usage = request.includeUsage && answer.usage !== false ? chunk([], usageOf(answer)) : '';
  const extra = extraDeltas(answer).map((fields) => httpChunk(delta(fields)));
  return {
    head: httpChunk(delta({ role: 'assistant', content: '', refusal: null })),
    tail: [delta({}, finishReason(answer)), usage, 'data: [DONE]\n\n'].map(httpChunk).join(''),
    ...tokenFrames(answer, delta({ content: 'TOKEN' }), extra),
  };
}

/** The frames of text tokens differ in one string only, so a stream serialises its chunk once. */
function tokenFrames(answer: VendorCompletion, template: string, extra: readonly string[]) {
  const tokens = tokenCount(answer);
  const [before = '', after = ''] = template.split('"TOKEN"');
  const distinct = typeof answer.tokens === 'number' ? Math.min(tokens, WORDS.length) : tokens;
  const rendered = Array.from({ length: distinct }, (_, index) =>
    httpChunk(before + JSON.stringify(tokenAt(answer, index)) + after),
  );
  const frame = (index: number) => (index < tokens ? rendered[index % distinct] : extra[index - tokens]) ?? '';
  return {
    count: tokens + extra.length,
    frames(from: number, to: number): Buffer {
      let text = '';
      for (let index = from; index < to; index++) text += frame(index);
      return Buffer.from(text);
    },
  };
}

/** The deltas that follow the text: the fragments of each tool call, and a refusal. */
function extraDeltas(answer: VendorCompletion): object[] {
  const calls = (answer.toolCalls ?? []).flatMap((call, index) => {
    const opening = { index, id: callId(call, index), type: 'function', function: { name: call.name, arguments: '' } };
    const size = Math.max(1, Math.ceil(call.arguments.length / (call.pieces ?? 4)));
    const pieces = call.arguments.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    return [opening, ...pieces.map((text) => ({ index, function: { arguments: text } }))];
  });
  return [
    ...calls.map((fragment) => ({ tool_calls: [fragment] })),
    ...(answer.refusal === undefined ? [] : [{ refusal: answer.refusal }]),
  ];
}

function callId(call: VendorToolCall, index: number): string {
  return call.id ?? `call_emulated_${index}`;
}

function finishReason(answer: VendorCompletion): string {
  return answer.finishReason ?? (answer.toolCalls ? 'tool_calls' : 'stop');
}

const ERRORS: Readonly<Record<number, Required<VendorError>>> = {
  400: { message: 'Invalid request.', type: 'invalid_request_error', param: null, code: null },
  401: {
    message: 'Incorrect API key provided.',
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  },
  404: { message: 'Not found.', type: 'invalid_request_error', param: null, code: 'not_found' },
  429: { message: 'Rate limit reached.', type: 'requests', param: null, code: 'rate_limit_exceeded' },
  503: { message: 'The engine is overloaded.', type: 'server_error', param: null, code: 'overloaded' },
};

/** OpenAI's error body for a status, with what the answer says instead. */
export function renderError(status: number, error: VendorError = {}): string {
  const usual = ERRORS[status] ?? {
    message: 'The server had an error.',
    type: 'server_error',
    param: null,
    code: null,
  };
  return JSON.stringify({ error: { ...usual, ...error } });
}
