import type { WireAnswer } from '@belugapi/dialect-anthropic';
import { FailureCode } from '@belugapi/contracts';
import { readMiniMaxFailure } from './read-minimax-failure.js';

const types: Partial<Record<FailureCode, string>> = {
  [FailureCode.UPSTREAM_AUTH_FAILED]: 'authentication_error',
  [FailureCode.UPSTREAM_RATE_LIMITED]: 'rate_limit_error',
  [FailureCode.UPSTREAM_TIMEOUT]: 'timeout_error',
  [FailureCode.MODEL_NOT_FOUND]: 'not_found_error',
  [FailureCode.INVALID_VALUE]: 'invalid_request_error',
  [FailureCode.CONTEXT_LENGTH_EXCEEDED]: 'invalid_request_error',
  [FailureCode.CONTENT_POLICY_VIOLATION]: 'invalid_request_error',
};

/** An error that MiniMax tells in `base_resp` on its Anthropic interface too, in Anthropic's words. */
export function adjustMiniMaxMessage(answer: WireAnswer & { readonly base_resp?: unknown }): WireAnswer {
  if (answer.base_resp === undefined) return answer;
  const failure = readMiniMaxFailure({ base_resp: answer.base_resp } as object, 200);
  if (!failure) return answer;
  return { ...answer, type: 'error', error: { type: types[failure.code] ?? 'api_error', message: failure.message } };
}
