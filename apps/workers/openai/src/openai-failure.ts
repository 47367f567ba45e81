import { type Failure, FailureCode } from '@belugapi/contracts';
import type { UpstreamRefusal } from '@belugapi/provider-spec';
import { chatWire } from './chat-wire.js';

/** What the error codes of an answer that began with status 200 would have been as a status; others are the vendor's fault. */
const statuses: Readonly<Record<string, number>> = {
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  slow_down: 503,
  server_is_overloaded: 503,
  vector_store_timeout: 504,
  context_length_exceeded: 400,
  model_not_found: 400,
  failed_to_download_image: 400,
};
const callersFault = /^(?:invalid_|unsupported_|missing_|empty_|unknown_parameter|image_|bio_policy|cyber_policy)/;

/** Codes of a prompt that OpenAI's policies forbid (openai-node, ResponseError). */
const policyCodes: ReadonlySet<string> = new Set([
  'invalid_prompt',
  'image_content_policy_violation',
  'bio_policy',
  'cyber_policy',
]);

/** Maps a refusal; the three wires have one form of errors (platform.openai.com/docs/guides/error-codes). */
export function toOpenAiFailure(refusal: UpstreamRefusal): Failure {
  const failure = chatWire.toFailure(refusal);
  const forbidden = failure.code === FailureCode.INVALID_VALUE && policyCodes.has(failure.upstream?.code ?? '');
  return forbidden ? { ...failure, code: FailureCode.CONTENT_POLICY_VIOLATION } : failure;
}

/** Maps an error inside an answer whose status was 200: `error` events, failed responses and transcripts. */
export function answeredFailure(error: unknown): Failure {
  const given = typeof error === 'string' ? { message: error } : error;
  const failure = toOpenAiFailure({ status: statusOf(given), headers: {}, body: JSON.stringify({ error: given }) });
  return failure.upstream ? { ...failure, upstream: { ...failure.upstream, status: 200 } } : failure;
}

function statusOf(error: unknown): number {
  const { code, type } = (error ?? {}) as { readonly code?: unknown; readonly type?: unknown };
  const word = typeof code === 'string' ? code : '';
  return statuses[word] ?? (callersFault.test(word) || type === 'invalid_request_error' ? 400 : 500);
}
