import { type Failure, FailureCode } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { failureCodeOfStatus, retryAfterMs, type UpstreamRefusal } from '@belugapi/provider-spec';
import type { WireError } from './google-wire.js';
import { textOf } from './text-of.js';

const longestMessage = 2_000;
const longestRetryMs = 3_600_000;

// google.rpc.Code, as far as it comes without an HTTP status inside a stream.
const statusOfWord: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** Maps a refusal (ai.google.dev/gemini-api/docs/troubleshooting); bodies wrapped in a list and plain ones alike. */
export function toGoogleFailure({ status, headers, body }: UpstreamRefusal): Failure {
  const failure = failureOfError(errorIn(body), status);
  const wait = failure.retryAfterMs ?? retryAfterMs(headers);
  return wait === undefined ? failure : { ...failure, retryAfterMs: wait };
}

/** Maps an error object; inside a stream, where there is no HTTP status, its own code or word stands for one. */
export function failureOfError(error: WireError, status?: number): Failure {
  const word = textOf(error.status);
  const details = Array.isArray(error.details) ? (error.details as readonly unknown[]) : [];
  const code = codeOf(status ?? statusIn(error, word), word, textOf(error.message), details);
  const wait = code === FailureCode.UPSTREAM_AUTH_FAILED ? undefined : retryDelay(details);
  return createFailure(code, messageFor(code, textOf(error.message)), {
    ...(code === FailureCode.CONTEXT_LENGTH_EXCEEDED && { param: 'messages' }),
    ...(wait !== undefined && { retryAfterMs: wait }),
    upstream: { provider: 'google', status: status ?? 200, code: word.slice(0, 200), requestId: '' },
  });
}

function errorIn(body: string): WireError {
  try {
    const parsed: unknown = JSON.parse(body);
    const answer: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    return (answer as { readonly error?: WireError | null } | null)?.error ?? {};
  } catch {
    return {};
  }
}

function statusIn({ code }: WireError, word: string): number {
  const numeric = Number(code);
  return numeric >= 400 && numeric < 600 ? numeric : (statusOfWord[word] ?? 500);
}

function codeOf(status: number, word: string, message: string, details: readonly unknown[]): FailureCode {
  if (isOurAccount(status, word, message, details)) return FailureCode.UPSTREAM_AUTH_FAILED;
  if (status === 400 && /token count.*exceeds the maximum/i.test(message)) return FailureCode.CONTEXT_LENGTH_EXCEEDED;
  if (status === 400 && /payload size exceeds/i.test(message)) return FailureCode.REQUEST_TOO_LARGE;
  // The call was cancelled on their side: ours would have nobody to tell.
  if (status === 499) return FailureCode.UPSTREAM_ERROR;
  return failureCodeOfStatus(status);
}

/** The operator's key, billing, region, or quota of the day: no fault of the caller, and no use in asking again. */
function isOurAccount(status: number, word: string, message: string, details: readonly unknown[]): boolean {
  if (status === 429) return details.some(isDailyQuota);
  if (status !== 400) return false;
  // A bad key is an INVALID_ARGUMENT; region and billing are preconditions.
  return word === 'FAILED_PRECONDITION' || /^api key\b/i.test(message) || details.some(isKeyProblem);
}

function isDailyQuota(detail: unknown): boolean {
  const { violations } = objectOf(detail);
  return Array.isArray(violations) && violations.some((each) => textOf(objectOf(each)['quotaId']).includes('PerDay'));
}

function isKeyProblem(detail: unknown): boolean {
  return textOf(objectOf(detail)['reason']).startsWith('API_KEY_');
}

/** RetryInfo's `retryDelay` ("34.4s") in whole seconds, which is all that `retry-after` can say. */
function retryDelay(details: readonly unknown[]): number | undefined {
  const delays = details.map((detail) => /^(\d+(?:\.\d+)?)s$/.exec(textOf(objectOf(detail)['retryDelay'])));
  const seconds = delays.find((match) => match !== null)?.[1];
  return seconds === undefined ? undefined : Math.min(Math.ceil(Number(seconds)) * 1_000, longestRetryMs);
}

// What Google says about our key, plan and quota is not for the caller, who has none of them.
function messageFor(code: FailureCode, message: string): string {
  if (code === FailureCode.UPSTREAM_AUTH_FAILED)
    return 'The provider refused the gateway’s own credentials or account.';
  if (code === FailureCode.UPSTREAM_RATE_LIMITED) return 'The provider’s rate limit for the gateway was reached.';
  return message.slice(0, longestMessage) || 'The provider refused the request.';
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
