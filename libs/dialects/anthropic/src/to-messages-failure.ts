import { type Failure, FailureCode } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { failureCodeOfStatus, retryAfterMs, type UpstreamRefusal } from '@belugapi/provider-spec';
import type { WireError } from './messages-wire.js';
import { textOf } from './text-of.js';

const longestMessage = 2_000;

/** Maps a refusal of the Messages API (platform.claude.com/docs/en/api/errors). */
export function toMessagesFailure(provider: string, { status, headers, body }: UpstreamRefusal): Failure {
  const { error, requestId } = parse(body);
  const failure = failureOfError(provider, status, error);
  const wait = retryAfterMs(headers);
  const told = textOf(headers['request-id']) || requestId;
  return {
    ...failure,
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...(failure.upstream && told !== '' && { upstream: { ...failure.upstream, requestId: told.slice(0, 200) } }),
  };
}

/** Maps an error object; without a status (an error inside an answer of status 200) its type decides. */
export function failureOfError(provider: string, status: number | undefined, error: WireError | string): Failure {
  const { type, message } = typeof error === 'string' ? { type: undefined, message: error } : error;
  const word = textOf(type);
  const text = textOf(message);
  const code = codeOf(status ?? statuses.get(word) ?? 500, word, text);
  const upstream = { provider, status: status ?? 200, code: word.slice(0, 200), requestId: '' };
  const param = paramOf(code, text);
  return createFailure(code, messageFor(code, text), { ...(param && { param }), upstream });
}

function parse(body: string): { readonly error: WireError | string; readonly requestId: string } {
  try {
    const parsed = JSON.parse(body) as { readonly error?: WireError | string; readonly request_id?: unknown } | null;
    return { error: parsed?.error ?? {}, requestId: textOf(parsed?.request_id) };
  } catch {
    return { error: {}, requestId: '' };
  }
}

const statuses: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['api_error', 500],
  ['timeout_error', 504],
  ['overloaded_error', 529],
]);

// Our own account's trouble, whatever the status that comes with it: an empty account is a 400 with these words.
const accountTypes = new Set(['authentication_error', 'billing_error']);
const accountTrouble = /credit balance is too low|organization has been disabled/i;
const tooLong = /prompt is too long|exceeds? (?:the )?context (?:limit|window)/i;
const filtered = /content filtering policy/i;

function codeOf(status: number, type: string, message: string): FailureCode {
  if (accountTypes.has(type) || accountTrouble.test(message)) return FailureCode.UPSTREAM_AUTH_FAILED;
  if (filtered.test(message)) return FailureCode.CONTENT_POLICY_VIOLATION;
  // A conflict is the vendor's own; its SDK tries again.
  if (status === 409) return FailureCode.UPSTREAM_ERROR;
  const code = failureCodeOfStatus(status);
  return code === FailureCode.INVALID_VALUE && tooLong.test(message) ? FailureCode.CONTEXT_LENGTH_EXCEEDED : code;
}

// What the vendor says about our own credentials is not for the caller, and may quote a part of the key.
function messageFor(code: FailureCode, message: string): string {
  if (code === FailureCode.UPSTREAM_AUTH_FAILED)
    return 'The provider refused the gateway’s own credentials or account.';
  return message.slice(0, longestMessage) || 'The provider refused the request.';
}

// The caller's names of the vendor's fields. Paths below them would be wrong: messages are joined and system ones taken out.
const params: ReadonlyMap<string, string> = new Map([
  ['messages', 'messages'],
  ['system', 'messages'],
  ['model', 'model'],
  ['max_tokens', 'max_tokens'],
  ['metadata', 'user'],
  ['output_config.effort', 'reasoning_effort'],
  ['output_config', 'response_format'],
  ['stop_sequences', 'stop'],
  ['temperature', 'temperature'],
  ['thinking', 'reasoning_effort'],
  ['tool_choice', 'tool_choice'],
  ['tools', 'tools'],
  ['top_p', 'top_p'],
]);

function paramOf(code: FailureCode, message: string): string | undefined {
  if (code === FailureCode.CONTEXT_LENGTH_EXCEEDED) return 'messages';
  if (code !== FailureCode.INVALID_VALUE) return undefined;
  const [path = ''] = /^[a-z_]+(?:\.[a-z_]+)?(?=[.:])/.exec(message.replaceAll('`', '')) ?? [];
  return params.get(path) ?? params.get(path.split('.')[0] ?? '');
}
