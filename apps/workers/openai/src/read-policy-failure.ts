import { FailureCode } from '@belugapi/contracts';
import { type ReadFailure, wrappedError } from '@belugapi/dialect-openai';

/** Codes of a prompt or a picture that OpenAI's policies forbid (openai-node, ResponseError). */
const policyCodes: ReadonlySet<unknown> = new Set([
  'invalid_prompt',
  'image_content_policy_violation',
  'bio_policy',
  'cyber_policy',
]);

/** OpenAI's own words for a forbidden request, which would else be any wrong value. */
export const readPolicyFailure: ReadFailure = (body, status = 400) =>
  status === 400 && policyCodes.has(wrappedError(body).code)
    ? { code: FailureCode.CONTENT_POLICY_VIOLATION }
    : undefined;
