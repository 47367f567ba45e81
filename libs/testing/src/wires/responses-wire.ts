import type { VendorCompletion, VendorError } from '../emulated-vendor-answer.js';
import {
  answeredAt,
  argumentPieces,
  figuresOf,
  finishReasonOf,
  reasoningPieces,
  textOf,
  tokenCount,
} from './answer-content.js';
import { openAiError } from './chat-errors.js';
import { contentText, type JsonObject, objectIn, objectsIn, textIn } from './json-values.js';
import { aroundToken, httpChunk, httpChunks, type RenderedStream, tokenFrames } from './rendered-stream.js';
import { signatureOf } from './signature.js';
import { hasBearerKey, type VendorWire, type WireRequest } from './vendor-wire.js';

/** OpenAI's Responses (platform.openai.com/docs/api-reference/responses-streaming); no `[DONE]` at the end. */
export const responsesWire: VendorWire = {
  name: 'responses',
  path: /\/responses$/,
  provider: 'openai',
  requestIdHeader: 'x-request-id',
  isAuthorized: hasBearerKey,
  modelOf: (body) => String(body['model']),
  isStream: (body) => body['stream'] === true,
  promptOf: ({ input }) => (typeof input === 'string' ? input : contentText(objectsIn(input).at(-1)?.['content'])),
  renderWhole: (answer, request) => JSON.stringify(closed(answer, request)),
  renderEvents,
  renderError: (status, error) => JSON.stringify({ error: openAiError(status, error) }),
};

function renderEvents(answer: VendorCompletion, request: WireRequest): RenderedStream {
  const reasoning = reasoningItem(answer, request);
  const message = messageItem(answer, request);
  const calls = callItems(answer, request);
  const messageAt = reasoning ? 1 : 0;
  const firstCall = messageAt + (message ? 1 : 0);
  return {
    head: httpChunks([
      event('response.created', { response: open(request) }),
      event('response.in_progress', { response: open(request) }),
      ...(reasoning ? reasoningEvents(answer, reasoning) : []),
      ...(message ? messageStart(message, messageAt) : []),
    ]),
    tail: httpChunks([
      ...(message && calls.length === 0 ? messageEnd(message, messageAt) : []),
      event(isIncomplete(answer) ? 'response.incomplete' : 'response.completed', { response: closed(answer, request) }),
    ]),
    failure: (error) => httpChunks(failure(openAiError(500, error), request)),
    ...tokenFrames(
      answer,
      aroundToken(event('response.output_text.delta', { ...at(message, messageAt), delta: 'TOKEN', logprobs: [] })),
      [
        ...(answer.refusal === undefined
          ? []
          : [httpChunk(event('response.refusal.delta', { ...at(message, messageAt), delta: answer.refusal }))]),
        ...calls.flatMap(({ item, call }, position) => {
          const ended = message && position === 0 ? messageEnd(message, messageAt) : [];
          return callFrames(item, firstCall + position, argumentPieces(call), ended);
        }),
      ],
    ),
  };
}

const event = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

const at = (item: JsonObject | undefined, index: number) => ({
  item_id: item?.['id'],
  output_index: index,
  content_index: 0,
});

function reasoningEvents(answer: VendorCompletion, item: JsonObject): string[] {
  const place = { item_id: item['id'], output_index: 0, summary_index: 0 };
  const [summary] = objectsIn(item['summary']);
  const part = { type: 'summary_text', text: textIn(summary?.['text']) };
  return [
    event('response.output_item.added', { output_index: 0, item: { ...item, summary: [] } }),
    ...(summary
      ? [
          event('response.reasoning_summary_part.added', { ...place, part: { ...part, text: '' } }),
          ...reasoningPieces(answer).map((piece) =>
            event('response.reasoning_summary_text.delta', { ...place, delta: piece }),
          ),
          event('response.reasoning_summary_text.done', { ...place, text: part.text }),
          event('response.reasoning_summary_part.done', { ...place, part }),
        ]
      : []),
    event('response.output_item.done', { output_index: 0, item }),
  ];
}

function messageStart(item: JsonObject, index: number): string[] {
  const [part] = objectsIn(item['content']);
  const empty = part?.['type'] === 'refusal' ? { refusal: '' } : { text: '' };
  return [
    event('response.output_item.added', {
      output_index: index,
      item: { ...item, status: 'in_progress', content: [] },
    }),
    event('response.content_part.added', { ...at(item, index), part: { ...part, ...empty } }),
  ];
}

function messageEnd(item: JsonObject, index: number): string[] {
  const [part = {}] = objectsIn(item['content']);
  const { refusal, text } = part;
  return [
    refusal === undefined
      ? event('response.output_text.done', { ...at(item, index), text, logprobs: [] })
      : event('response.refusal.done', { ...at(item, index), refusal }),
    event('response.content_part.done', { ...at(item, index), part }),
    event('response.output_item.done', { output_index: index, item }),
  ];
}

function callFrames(item: JsonObject, index: number, pieces: readonly string[], before: readonly string[]): string[] {
  const place = { item_id: item['id'], output_index: index };
  const opening = event('response.output_item.added', {
    output_index: index,
    item: { ...item, arguments: '', status: 'in_progress' },
  });
  const deltas = pieces.map((delta) => event('response.function_call_arguments.delta', { ...place, delta }));
  const ending = [
    event('response.function_call_arguments.done', { ...place, arguments: item['arguments'] }),
    event('response.output_item.done', { output_index: index, item }),
  ];
  // The ends are no tokens: they share the frame of the last piece.
  const frames = [httpChunks([...before, opening]), ...deltas.map(httpChunk)];
  return [...frames.slice(0, -1), `${frames.at(-1) ?? ''}${httpChunks(ending)}`];
}

function failure(error: Required<VendorError>, request: WireRequest): string[] {
  const { message, code, param } = error;
  return [
    event('error', { error: { type: error.type, code, message, param } }),
    event('response.failed', { response: { ...open(request), status: 'failed', error: { code, message } } }),
  ];
}

function open({ id, model, body }: WireRequest): JsonObject {
  const { instructions = null, tools = [], tool_choice = 'auto', parallel_tool_calls = true } = body;
  return {
    id: `resp_${id.slice(-12)}`,
    object: 'response',
    created_at: answeredAt,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions,
    model,
    output: [],
    parallel_tool_calls,
    reasoning: { effort: null, summary: null, ...objectIn(body['reasoning']) },
    store: body['store'] !== false,
    text: { format: { type: 'text' }, ...objectIn(body['text']) },
    tool_choice,
    tools,
    usage: null,
  };
}

function closed(answer: VendorCompletion, request: WireRequest): JsonObject {
  const output = [
    reasoningItem(answer, request),
    messageItem(answer, request),
    ...callItems(answer, request).map(({ item }) => item),
  ];
  const reason = finishReasonOf(answer) === 'length' ? 'max_output_tokens' : finishReasonOf(answer);
  return {
    ...open(request),
    status: isIncomplete(answer) ? 'incomplete' : 'completed',
    incomplete_details: isIncomplete(answer) ? { reason } : null,
    output: output.filter(Boolean),
    usage: answer.usage === false ? null : usageOf(answer),
  };
}

function isIncomplete(answer: VendorCompletion): boolean {
  return ['length', 'content_filter'].includes(finishReasonOf(answer));
}

/** Encrypted where the request asks for it, and summarised where it asks for that. */
function reasoningItem({ reasoning }: VendorCompletion, { id, body }: WireRequest): JsonObject | undefined {
  if (reasoning === undefined) return undefined;
  const item = `rs_${id.slice(-12)}`;
  const encrypted = Array.isArray(body['include']) && body['include'].includes('reasoning.encrypted_content');
  const summarised = objectIn(body['reasoning'])['summary'] !== undefined;
  return {
    id: item,
    type: 'reasoning',
    summary: summarised ? [{ type: 'summary_text', text: reasoning }] : [],
    ...(encrypted && { encrypted_content: signatureOf(item) }),
  };
}

function messageItem(answer: VendorCompletion, { id }: WireRequest): JsonObject | undefined {
  if (tokenCount(answer) === 0 && answer.refusal === undefined) return undefined;
  const part =
    answer.refusal === undefined
      ? { type: 'output_text', text: textOf(answer), annotations: [], logprobs: [] }
      : { type: 'refusal', refusal: answer.refusal };
  return { id: `msg_${id.slice(-12)}`, type: 'message', status: 'completed', role: 'assistant', content: [part] };
}

function callItems({ toolCalls = [] }: VendorCompletion, { id }: WireRequest) {
  return toolCalls.map((call, index) => ({
    call,
    item: {
      type: 'function_call',
      id: `fc_${id.slice(-12)}${index}`,
      call_id: call.id ?? `call_${id.slice(-12)}${index}`,
      name: call.name,
      arguments: call.arguments,
      status: 'completed',
    } as JsonObject,
  }));
}

function usageOf(answer: VendorCompletion): JsonObject {
  const { prompt, cached, completion, reasoning } = figuresOf(answer);
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: completion,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: prompt + completion,
  };
}
