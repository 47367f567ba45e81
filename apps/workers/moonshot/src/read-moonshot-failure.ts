import { FailureCode } from '@belugapi/contracts';
import { type ReadFailure, wrappedError } from '@belugapi/dialect-openai';

/** platform.kimi.ai/docs/api/errors: the type decides, since 429 stands for rate, balance and load alike. */
const types: ReadonlyMap<unknown, FailureCode> = new Map([
  ['content_filter', FailureCode.CONTENT_POLICY_VIOLATION],
  ['invalid_authentication_error', FailureCode.UPSTREAM_AUTH_FAILED],
  ['incorrect_api_key_error', FailureCode.UPSTREAM_AUTH_FAILED],
  ['permission_denied_error', FailureCode.UPSTREAM_AUTH_FAILED],
  ['exceeded_current_quota_error', FailureCode.UPSTREAM_AUTH_FAILED],
  ['resource_not_found_error', FailureCode.MODEL_NOT_FOUND],
  ['rate_limit_reached_error', FailureCode.UPSTREAM_RATE_LIMITED],
  // On the coding host a plan's limit speaks of an overloaded engine (Astro-Han/pawwork#740).
  ['rate_limit_error', FailureCode.UPSTREAM_RATE_LIMITED],
  ['engine_overloaded_error', FailureCode.UPSTREAM_OVERLOADED],
]);

const texts: readonly (readonly [saying: RegExp, code: FailureCode])[] = [
  [/insufficient balance|account .*suspended/i, FailureCode.UPSTREAM_AUTH_FAILED],
  [/high risk/i, FailureCode.CONTENT_POLICY_VIOLATION],
  [/token length too long|exceeded model token limit/i, FailureCode.CONTEXT_LENGTH_EXCEEDED],
];

/** Moonshot's own words for a failure. */
export const readMoonshotFailure: ReadFailure = (body) => {
  const { type, message } = wrappedError(body);
  const said = typeof message === 'string' ? message : '';
  const code = texts.find(([saying]) => saying.test(said))?.[1] ?? types.get(type);
  return code === undefined ? undefined : { code };
};
