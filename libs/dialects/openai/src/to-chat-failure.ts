import { type Failure, FailureCode } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { failureCodeOfStatus, retryAfterMs, type UpstreamRefusal } from '@belugapi/provider-spec';
import type { WireError } from './chat-wire.js';
import type { ReadFailure, VendorFailure, WireBody } from './vendor-failure.js';

const longestMessage = 2_000;
// Nobody plans longer than that on a vendor's word.
const longestRestMs = 86_400_000;

/** Maps a refusal on OpenAI's wire (platform.openai.com/docs/guides/error-codes); flat and wrapped bodies alike. */
export function toChatFailure(provider: string, refusal: UpstreamRefusal, readFailure?: ReadFailure): Failure {
  const { status, headers } = refusal;
  const body = parsed(refusal.body);
  const failure = failureOfBody(provider, status, body, readFailure?.(body, status));
  const requestId = headers['x-request-id'];
  const wait = retryAfterMs(headers);
  return {
    ...failure,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(failure.upstream && typeof requestId === 'string'
      ? { upstream: { ...failure.upstream, requestId: requestId.slice(0, 200) } }
      : {}),
  };
}

/**
 * Maps an error body, by the vendor's own words where `vendor` has read them. Without a status (an error inside a stream) code
 * and type of the error decide.
 */
export function failureOfBody(
  provider: string,
  status: number | undefined,
  body: WireBody,
  vendor?: VendorFailure,
): Failure {
  const error = errorIn(body);
  const word = vendor?.word ?? String(error.code || error.type || '');
  const message = vendor?.message ?? text(error.message);
  const code = vendor?.code ?? codeOf(status ?? statusOf(error), word, message ?? '');
  const upstream = { provider, status: status ?? 200, code: word.slice(0, 200), requestId: '' };
  return createFailure(code, messageFor(code, message), {
    param: paramFor(code, text(error.param)),
    ...(vendor?.retryAfterMs !== undefined && { retryAfterMs: rest(vendor.retryAfterMs) }),
    upstream,
  });
}

function parsed(body: string): WireBody {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function errorIn(body: WireBody): WireError {
  if (typeof body.error === 'string') return { ...body, message: body.message ?? body.error };
  return body.error ?? body;
}

function statusOf(error: WireError): number {
  const numeric = Number(error.code);
  if (numeric >= 400 && numeric < 600) return numeric;
  switch (error.type ?? '') {
    case 'invalid_request_error':
      return 400;
    case 'rate_limit_error':
    case 'requests':
    case 'tokens':
    case 'insufficient_quota':
      return 429;
    case 'overloaded_error':
      return 503;
    default:
      return 500;
  }
}

// Our own account's trouble, whatever the status that a vendor gives it.
const accountWords = new Set(['insufficient_quota', 'invalid_api_key', 'authentication_error']);

function codeOf(status: number, word: string, message: string): FailureCode {
  if (accountWords.has(word)) return FailureCode.UPSTREAM_AUTH_FAILED;
  const code = failureCodeOfStatus(status);
  return code === FailureCode.INVALID_VALUE ? refusedRequest(word, message) : code;
}

// vLLM, SGLang and llama-server have no code for it ("This model's maximum context length is 8192 tokens. However, …").
const tooLong = /\bcontext (?:length|window|size)\b/i;

function refusedRequest(word: string, message: string): FailureCode {
  switch (word) {
    case 'context_length_exceeded':
      return FailureCode.CONTEXT_LENGTH_EXCEEDED;
    case 'content_policy_violation':
    case 'content_filter':
      return FailureCode.CONTENT_POLICY_VIOLATION;
    case 'unsupported_parameter':
    case 'unsupported_value':
      return FailureCode.UNSUPPORTED_PARAMETER;
    case 'model_not_found':
      return FailureCode.MODEL_NOT_FOUND;
    default:
      return tooLong.test(message) ? FailureCode.CONTEXT_LENGTH_EXCEEDED : FailureCode.INVALID_VALUE;
  }
}

// What a vendor says about our own credentials is not for the caller, and may quote a part of the key.
function messageFor(code: FailureCode, message: string | undefined): string {
  if (code === FailureCode.UPSTREAM_AUTH_FAILED)
    return 'The provider refused the gateway’s own credentials or account.';
  return message?.slice(0, longestMessage) || 'The provider refused the request.';
}

function paramFor(code: FailureCode, param: string | undefined): string | undefined {
  if (code === FailureCode.CONTEXT_LENGTH_EXCEEDED) return param ?? 'messages';
  return param?.slice(0, 200);
}

// Lenient on what vendors send: a list or an object in place of a text is no text.
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function rest(milliseconds: number): number {
  return Math.round(Math.min(Math.max(milliseconds, 0), longestRestMs));
}
