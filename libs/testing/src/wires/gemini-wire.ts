import type { VendorCompletion, VendorError } from '../emulated-vendor-answer.js';
import { figuresOf, finishReasonOf, reasoningPieces, textOf } from './answer-content.js';
import { contentText, type JsonObject, objectIn, objectsIn, parsedObject } from './json-values.js';
import { aroundToken, httpChunk, httpChunks, type RenderedStream, tokenFrames } from './rendered-stream.js';
import { signatureOf } from './signature.js';
import type { ErrorContext, VendorWire, WireRequest } from './vendor-wire.js';

/** Gemini's generateContent (ai.google.dev/api/generate-content); a stream's lines end with CRLF. */
export const geminiWire: VendorWire = {
  name: 'generate-content',
  path: /\/models\/[^/:]+:(stream)?[gG]enerateContent$/,
  provider: 'google',
  requestIdHeader: 'x-request-id',
  isAuthorized: (headers) => Boolean(headers['x-goog-api-key']),
  modelOf: (_, path) => decodeURIComponent(/\/models\/([^/:]+):/.exec(path)?.[1] ?? ''),
  isStream: (_, path) => path.includes(':stream'),
  promptOf: (body) => contentText(objectsIn(body['contents']).at(-1)?.['parts']),
  renderWhole,
  renderEvents,
  renderError: (status, error, context) => JSON.stringify({ error: errorOf(status, error, context) }),
};

function renderWhole(answer: VendorCompletion, request: WireRequest): string {
  const text = textOf(answer);
  const parts = [
    ...(showsThoughts(answer, request) ? [{ text: answer.reasoning, thought: true }] : []),
    ...(text === '' ? [] : [{ text, ...(signs(request) && { thoughtSignature: signatureOf(text) }) }]),
    ...callParts(answer, request),
  ];
  return JSON.stringify(response(answer, request, candidate(parts, finishOf(answer))));
}

function renderEvents(answer: VendorCompletion, request: WireRequest): RenderedStream {
  const chunk = (parts: readonly object[], finish?: string, usage?: JsonObject) =>
    `data: ${JSON.stringify(response(answer, request, candidate(parts, finish), usage))}\r\n\r\n`;
  const growing = { promptTokenCount: figuresOf(answer).prompt, totalTokenCount: figuresOf(answer).prompt };
  const calls = callParts(answer, request);
  const signature = signs(request) && calls.length === 0 && { thoughtSignature: signatureOf(textOf(answer)) };
  const thoughts = showsThoughts(answer, request) ? reasoningPieces(answer) : [];
  return {
    head: httpChunks(thoughts.map((text) => chunk([{ text, thought: true }], undefined, growing))),
    // Parallel calls come in one chunk; the last one has no text, or an empty one that carries the signature.
    tail: httpChunk(chunk([{ text: '', ...signature }], finishOf(answer))),
    failure: (error) =>
      httpChunk(
        `data: ${JSON.stringify({ error: errorOf(500, error, { id: request.id, provider: 'google' }) })}\r\n\r\n`,
      ),
    ...tokenFrames(
      answer,
      aroundToken(chunk([{ text: 'TOKEN' }], undefined, growing)),
      calls.length > 0 ? [httpChunk(chunk(calls, undefined, growing))] : [],
    ),
  };
}

function response(
  answer: VendorCompletion,
  { id, model }: WireRequest,
  given: JsonObject,
  usage: JsonObject = usageOf(answer),
): JsonObject {
  return {
    candidates: [given],
    ...(answer.usage !== false && { usageMetadata: usage }),
    modelVersion: model,
    responseId: id.slice(-12),
  };
}

function candidate(parts: readonly object[], finish?: string): JsonObject {
  return { content: { parts, role: 'model' }, ...(finish && { finishReason: finish }), index: 0 };
}

function showsThoughts({ reasoning }: VendorCompletion, { body }: WireRequest): boolean {
  const { thinkingConfig } = objectIn(body['generationConfig']);
  return reasoning !== undefined && objectIn(thinkingConfig)['includeThoughts'] === true;
}

/** Gemini 3 signs what it says, earlier ones only calls. */
function signs({ model }: WireRequest): boolean {
  return model.startsWith('gemini-3');
}

/** What the signature of a function call holds for. */
export function callSignature(name: string, args: JsonObject): string {
  return signatureOf('functionCall', name, JSON.stringify(args));
}

function callParts({ toolCalls = [] }: VendorCompletion, { model }: WireRequest): JsonObject[] {
  return toolCalls.map(({ id, name, arguments: text }, index) => {
    const args = parsedObject(text) ?? {};
    const signed = index === 0 && !model.startsWith('gemini-2.0');
    return {
      functionCall: { ...(id !== undefined && { id }), name, args },
      ...(signed && { thoughtSignature: callSignature(name, args) }),
    };
  });
}

const finishReasons: Readonly<Record<string, string>> = {
  stop: 'STOP',
  tool_calls: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
};

function finishOf(answer: VendorCompletion): string {
  const reason = answer.refusal === undefined ? finishReasonOf(answer) : 'content_filter';
  return finishReasons[reason] ?? reason;
}

function usageOf(answer: VendorCompletion): JsonObject {
  const { prompt, cached, completion, reasoning } = figuresOf(answer);
  return {
    promptTokenCount: prompt,
    ...(cached > 0 && { cachedContentTokenCount: cached }),
    candidatesTokenCount: completion - reasoning,
    ...(reasoning > 0 && { thoughtsTokenCount: reasoning }),
    totalTokenCount: prompt + completion,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
  };
}

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** A bad key is a 400 here, and the time to wait stands in the body only. */
function errorOf(status: number, error: VendorError = {}, { retryAfter }: ErrorContext): JsonObject {
  const name = error.type ?? statuses[status] ?? 'UNKNOWN';
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` };
  return {
    code: status,
    message: error.message ?? name,
    status: name,
    ...(retryAfter !== undefined && { details: [retry] }),
  };
}
