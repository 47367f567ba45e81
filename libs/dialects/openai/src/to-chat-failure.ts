import { type Failure, FailureCode } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { failureCodeOfStatus, retryAfterMs, type UpstreamRefusal } from '@belugapi/provider-spec';
import type { WireError } from './chat-wire.js';

const longestMessage = 2_000;

/** Maps a refusal on OpenAI's wire (platform.openai.com/docs/guides/error-codes); flat and wrapped bodies alike. */
export function toChatFailure(provider: string, refusal: UpstreamRefusal): Failure {
  const failure = failureOfError(provider, refusal.status, errorIn(refusal.body));
  const requestId = refusal.headers['x-request-id'];
  const wait = retryAfterMs(refusal.headers);
  return {
    ...failure,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(failure.upstream && typeof requestId === 'string'
      ? { upstream: { ...failure.upstream, requestId: requestId.slice(0, 200) } }
      : {}),
  };
}

/** Maps an error object; without a status (an error inside a stream) its code and type decide. */
export function failureOfError(provider: string, status: number | undefined, error: WireError): Failure {
  const word = String(error.code || error.type || '');
  const code = codeOf(status ?? statusOf(error), word);
  const upstream = { provider, status: status ?? 200, code: word.slice(0, 200), requestId: '' };
  return createFailure(code, messageFor(code, text(error.message)), {
    param: paramFor(code, text(error.param)),
    upstream,
  });
}

function errorIn(body: string): WireError {
  try {
    const parsed = JSON.parse(body) as { error?: WireError | string | null } & WireError;
    if (typeof parsed.error === 'string') return { ...parsed, message: parsed.message ?? parsed.error };
    return parsed.error ?? parsed;
  } catch {
    return {};
  }
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

function codeOf(status: number, word: string): FailureCode {
  if (accountWords.has(word)) return FailureCode.UPSTREAM_AUTH_FAILED;
  const code = failureCodeOfStatus(status);
  return code === FailureCode.INVALID_VALUE ? refusedRequest(word) : code;
}

function refusedRequest(word: string): FailureCode {
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
      return FailureCode.INVALID_VALUE;
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
