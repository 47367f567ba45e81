import type { Failure } from '@belugapi/contracts';
import { toOpenAiFailure } from './to-openai-failure.js';

/** The status that an error code would have had, had the answer not begun with 200; of others the vendor is to blame. */
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

/** Maps an error inside an answer whose status was 200: `error` events, failed responses and transcripts. */
export function answeredFailure(error: unknown): Failure {
  const given = typeof error === 'string' ? { message: error } : error;
  const body = JSON.stringify({ error: given });
  const failure = toOpenAiFailure({ status: statusOf(given), headers: {}, body });
  return failure.upstream ? { ...failure, upstream: { ...failure.upstream, status: 200 } } : failure;
}

function statusOf(error: unknown): number {
  const { code, type } = (error ?? {}) as { readonly code?: unknown; readonly type?: unknown };
  const word = typeof code === 'string' ? code : '';
  return statuses[word] ?? (callersFault.test(word) || type === 'invalid_request_error' ? 400 : 500);
}
