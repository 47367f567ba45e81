import type { VendorCompletion, VendorError } from '../emulated-vendor-answer.js';
import { argumentPieces, figuresOf, finishReasonOf, reasoningPieces, textOf, tokenCount } from './answer-content.js';
import { contentText, type JsonObject, objectIn, objectsIn, parsedObject } from './json-values.js';
import { aroundToken, httpChunk, httpChunks, type RenderedStream, tokenFrames } from './rendered-stream.js';
import { signatureOf } from './signature.js';
import { hasBearerKey, type VendorWire, type WireRequest } from './vendor-wire.js';

/** Anthropic's Messages (docs.anthropic.com/en/api/messages, "Streaming Messages"). */
export const anthropicWire: VendorWire = {
  name: 'messages',
  path: /\/messages$/,
  provider: 'anthropic',
  requestIdHeader: 'request-id',
  isAuthorized: (headers) => Boolean(headers['x-api-key']) || hasBearerKey(headers),
  modelOf: (body) => String(body['model']),
  isStream: (body) => body['stream'] === true,
  promptOf: (body) => contentText(objectsIn(body['messages']).at(-1)?.['content']),
  renderWhole,
  renderEvents,
  renderError: (status, error, { id }) => JSON.stringify(errorBody(status, error, id)),
};

function renderWhole(answer: VendorCompletion, request: WireRequest): string {
  const thinking = thinkingOf(answer, request);
  const text = textOf(answer);
  return JSON.stringify({
    ...openMessage(request),
    content: [
      ...(thinking ? [thinking] : []),
      ...(text === '' ? [] : [{ type: 'text', text }]),
      ...toolUses(answer, request).map(({ call, block }) => ({ ...block, input: parsedObject(call.arguments) ?? {} })),
    ],
    ...stopOf(answer),
    usage: { ...inputUsage(answer), ...outputUsage(answer) },
  });
}

function renderEvents(answer: VendorCompletion, request: WireRequest): RenderedStream {
  const thinking = thinkingOf(answer, request);
  const pieces = thinking?.thinking ? reasoningPieces(answer) : [];
  const hasText = tokenCount(answer) > 0;
  const textIndex = thinking ? 1 : 0;
  const calls = toolUses(answer, request);
  const firstCall = textIndex + (hasText ? 1 : 0);
  const last = firstCall + calls.length - 1;
  return {
    head: httpChunks([
      event('message_start', {
        message: { ...openMessage(request), usage: { ...inputUsage(answer), output_tokens: 1 } },
      }),
      ...(thinking ? [start(0, { ...thinking, thinking: '', signature: '' })] : []),
      event('ping', {}),
      ...pieces.map((piece) => delta(0, { type: 'thinking_delta', thinking: piece })),
      ...(thinking ? [delta(0, { type: 'signature_delta', signature: thinking.signature }), stop(0)] : []),
      ...(hasText ? [start(textIndex, { type: 'text', text: '' })] : []),
    ]),
    tail: httpChunks([
      ...(last >= textIndex ? [stop(last)] : []),
      event('message_delta', { delta: stopOf(answer), usage: outputUsage(answer) }),
      event('message_stop', {}),
    ]),
    failure: (error) => httpChunk(event('error', { error: errorBody(500, error, request.id).error })),
    ...tokenFrames(
      answer,
      aroundToken(delta(textIndex, { type: 'text_delta', text: 'TOKEN' })),
      calls.flatMap(({ call, block }, position) => {
        const index = firstCall + position;
        const opening = start(index, { ...block, input: {} });
        return [
          httpChunks(index > textIndex ? [stop(index - 1), opening] : [opening]),
          ...argumentPieces(call).map((piece) =>
            httpChunk(delta(index, { type: 'input_json_delta', partial_json: piece })),
          ),
        ];
      }),
    ),
  };
}

const event = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const start = (index: number, block: object) => event('content_block_start', { index, content_block: block });
const delta = (index: number, change: object) => event('content_block_delta', { index, delta: change });
const stop = (index: number) => event('content_block_stop', { index });

function openMessage({ id, model }: WireRequest) {
  return {
    id: `msg_${id.slice(-12)}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}

/** Present where the request turned thinking on; from Opus 4.7 on its text is left out unless asked for. */
function thinkingOf({ reasoning }: VendorCompletion, { model, body }: WireRequest) {
  const { type, display } = objectIn(body['thinking']);
  if (reasoning === undefined || (type !== 'enabled' && type !== 'adaptive')) return undefined;
  const shown = (display ?? (/opus-4-[7-9]/.test(model) ? 'omitted' : 'summarized')) === 'summarized';
  const thinking = shown ? reasoning : '';
  return { type: 'thinking', thinking, signature: signatureOf(thinking) };
}

function toolUses({ toolCalls = [] }: VendorCompletion, { id }: WireRequest) {
  return toolCalls.map((call, index) => ({
    call,
    block: { type: 'tool_use', id: call.id ?? `toolu_${id.slice(-12)}${index}`, name: call.name },
  }));
}

const stopReasons: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

function stopOf(answer: VendorCompletion): JsonObject {
  const reason = answer.refusal === undefined ? finishReasonOf(answer) : 'content_filter';
  return {
    stop_reason: stopReasons[reason] ?? reason,
    stop_sequence: null,
    ...(answer.refusal !== undefined && { stop_details: { type: 'refusal', explanation: answer.refusal } }),
  };
}

function inputUsage(answer: VendorCompletion): JsonObject {
  const { prompt, cached } = figuresOf(answer);
  return { input_tokens: prompt - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached };
}

function outputUsage(answer: VendorCompletion): JsonObject {
  const { completion, reasoning } = figuresOf(answer);
  return {
    output_tokens: completion,
    ...(reasoning > 0 && { output_tokens_details: { thinking_tokens: reasoning } }),
  };
}

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function errorBody(status: number, error: VendorError = {}, id = '') {
  const type = error.type ?? errorTypes[status] ?? 'api_error';
  return { type: 'error', error: { type, message: error.message ?? type }, request_id: `req_${id.slice(-12)}` };
}
