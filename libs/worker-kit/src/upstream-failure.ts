import { type Failure, FailureCode } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { EventTooLargeError } from '@belugapi/provider-spec';

const message = {
  unreachable: 'The provider could not be reached.',
  broken: 'The connection to the provider broke.',
};

// Of the system (errno(3), getaddrinfo(3)) and of undici.
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * What a caller hears of a connection that failed before (`unreachable`) or after (`broken`) the status line; undefined
 * where the error is none of the connection's. undici's messages may name hosts (undici.nodejs.org, "Errors") and stay out.
 */
export function upstreamFailure(provider: string, error: unknown, when: keyof typeof message): Failure | undefined {
  if (error instanceof EventTooLargeError) {
    return createFailure(FailureCode.UPSTREAM_ERROR, 'The provider sent an event that is larger than 32 MiB.');
  }
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const upstream = { provider, status: 0, code, requestId: '', ...(neverConnected.has(code) && { unsent: true }) };
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return createFailure(FailureCode.UPSTREAM_TIMEOUT, 'The provider took too long to answer.', { upstream });
  }
  return createFailure(FailureCode.UPSTREAM_ERROR, message[code === 'UND_ERR_SOCKET' ? 'broken' : when], { upstream });
}

// Every error of undici and of the system has one.
function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
