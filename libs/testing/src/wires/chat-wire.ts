import type { VendorCompletion } from '../emulated-vendor-answer.js';
import { answeredAt, argumentPieces, figuresOf, finishReasonOf, reasoningPieces, textOf } from './answer-content.js';
import { openAiError, renderChatError } from './chat-errors.js';
import { type ChatHabits, chatHabits, earlierToolCalls } from './chat-habits.js';
import { contentText, objectIn, objectsIn } from './json-values.js';
import { aroundToken, httpChunk, httpChunks, type RenderedStream, tokenFrames } from './rendered-stream.js';
import { hasBearerKey, type VendorWire, type WireRequest } from './vendor-wire.js';

/** OpenAI's Chat Completions (platform.openai.com/docs/api-reference/chat), and each vendor's way of speaking it. */
export const chatWire: VendorWire = {
  name: 'chat',
  path: /\/chat\/completions$/,
  provider: 'openai',
  requestIdHeader: 'x-request-id',
  isAuthorized: hasBearerKey,
  modelOf: (body) => String(body['model']),
  isStream: (body) => body['stream'] === true,
  promptOf: (body) => contentText(objectsIn(body['messages']).at(-1)?.['content']),
  renderWhole,
  renderEvents,
  renderError: (status, error, { provider }) => renderChatError(provider, status, error),
};

function renderWhole(answer: VendorCompletion, request: WireRequest): string {
  return JSON.stringify(wholeAnswer(answer, request));
}

/** The answer as one `chat.completion` object. */
function wholeAnswer(answer: VendorCompletion, request: WireRequest): object {
  const { provider, body } = request;
  const habits = chatHabits(provider);
  const text = textOf(answer);
  const calls = toolCallsOf(answer, request);
  const message = {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || answer.refusal) ? null : text,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(habits.firstDelta['refusal'] === null && { refusal: answer.refusal ?? null, annotations: [] }),
  };
  const shows = answer.reasoning !== undefined && habits.showsReasoning(body);
  return {
    id: request.id,
    object: 'chat.completion',
    created: answeredAt,
    model: request.model,
    choices: [
      {
        index: 0,
        message: shows ? habits.messageWithReasoning(message, answer.reasoning ?? '', body) : message,
        logprobs: null,
        finish_reason: finishReasonOf(answer),
      },
    ],
    ...(answer.usage !== false && { usage: usageOf(answer) }),
    ...habits.answerFields,
  };
}

/** The answer as chunks: role, reasoning, one per token, tool calls, finish, usage where the vendor puts it, `[DONE]`. */
function renderEvents(answer: VendorCompletion, request: WireRequest): RenderedStream {
  const { body } = request;
  const habits = chatHabits(request.provider);
  const { chunk, delta } = chunks(request, habits);
  const reasoning = habits.showsReasoning(body) ? reasoningPieces(answer) : [];
  const first = delta({ role: 'assistant', ...habits.firstDelta });
  return {
    head: httpChunks([
      first,
      ...(reasoning.length > 0 ? habits.reasoningDeltas(reasoning, body) : []).map((fields) => delta(fields)),
    ]),
    tail: httpChunks([...lastChunks(answer, request, habits, chunk), 'data: [DONE]\n\n']),
    failure: (error) => httpChunk(`data: ${JSON.stringify({ error: openAiError(500, error) })}\n\n`),
    ...tokenFrames(
      answer,
      aroundToken(delta({ content: 'TOKEN' })),
      extraDeltas(answer, request, habits).map((fields) => httpChunk(delta(fields))),
    ),
  };
}

function chunks(request: WireRequest, habits: ChatHabits) {
  const options = objectIn(request.body['stream_options']);
  // Padding hides token lengths, unless the caller wants it gone.
  const obfuscates = habits.firstDelta['refusal'] === null && options['include_obfuscation'] !== false;
  const chunk = (choices: readonly object[], usage: object | null = null) =>
    `data: ${JSON.stringify({
      id: request.id,
      object: 'chat.completion.chunk',
      created: answeredAt,
      model: request.model,
      ...habits.chunkFields,
      choices,
      ...((usage || options['include_usage'] === true) && { usage }),
      ...(obfuscates && { obfuscation: 'Qup1BsQ3' }),
    })}\n\n`;
  const delta = (fields: object) =>
    chunk([
      {
        index: 0,
        delta: habits.repeatsRole ? { role: 'assistant', ...fields } : fields,
        logprobs: null,
        finish_reason: null,
      },
    ]);
  return { chunk, delta };
}

function lastChunks(
  answer: VendorCompletion,
  request: WireRequest,
  habits: ChatHabits,
  chunk: (choices: readonly object[], usage?: object | null) => string,
): string[] {
  const told = answer.usage === false ? undefined : usageOf(answer);
  const asked = objectIn(request.body['stream_options'])['include_usage'] === true;
  const finish = { index: 0, delta: {}, logprobs: null, finish_reason: finishReasonOf(answer) };
  switch (habits.usage) {
    case 'own-chunk':
      return [chunk([finish]), ...(told && asked ? [chunk([], told)] : [])];
    case 'finish-chunk':
      return [chunk([finish], told)];
    case 'finish-choice':
      return asked
        ? [chunk([finish]), ...(told ? [chunk([], told)] : [])]
        : [chunk([{ ...finish, ...(told && { usage: told }) }])];
    case 'last-line':
      return [chunk([finish]), `data: ${JSON.stringify(wholeAnswer(answer, request))}\n\n`];
  }
}

/** The deltas that follow the text: each tool call, whole or in fragments, and a refusal. */
function extraDeltas(answer: VendorCompletion, request: WireRequest, habits: ChatHabits): object[] {
  const calls = toolCallsOf(answer, request).flatMap((call, index) => {
    if (habits.wholeToolCalls?.(request.body)) return [{ index, ...call }];
    const opening = { index, ...call, function: { ...call.function, arguments: '' } };
    const pieces = argumentPieces({ ...answer.toolCalls?.[index], ...call.function });
    return [opening, ...pieces.map((text) => ({ index, function: { arguments: text } }))];
  });
  return [
    ...calls.map((fragment) => ({ tool_calls: [fragment] })),
    ...(answer.refusal === undefined ? [] : [{ refusal: answer.refusal }]),
  ];
}

function toolCallsOf({ toolCalls = [] }: VendorCompletion, { id, provider, body }: WireRequest) {
  const { toolCallId = (_: string, position: number) => `call_${id.slice(-12)}${position}` } = chatHabits(provider);
  const before = toolCalls.length > 0 ? earlierToolCalls(body) : 0;
  return toolCalls.map((call, index) => ({
    id: call.id ?? toolCallId(call.name, before + index),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
  }));
}

/** OpenAI's usage object. */
function usageOf(answer: VendorCompletion): object {
  const { prompt, cached, completion, reasoning } = figuresOf(answer);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
