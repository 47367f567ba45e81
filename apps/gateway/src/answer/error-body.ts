import type { Failure } from '@belugapi/contracts';
import { failureTraits } from '@belugapi/completion';
import { clientRetry } from './client-retry.js';
import type { ErrorBody } from './error-schema.js';

/** A failure as OpenAI's error object; `beluga` adds what helps to find it again and whose fault it was. */
export function errorBody(failure: Failure, requestId: string): ErrorBody {
  const { type, code, retry } = failureTraits(failure.code);
  const { upstream } = failure;
  return {
    error: {
      message: failure.message,
      type,
      param: failure.param ?? null,
      code,
      beluga: {
        request_id: requestId,
        retryable: clientRetry(failure) ?? retry !== 'nowhere',
        ...(upstream && {
          provider: upstream.provider,
          provider_status: upstream.status,
          provider_code: upstream.code,
          ...(upstream.requestId ? { provider_request_id: upstream.requestId } : {}),
        }),
      },
    },
  };
}
