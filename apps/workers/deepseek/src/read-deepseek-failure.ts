import { FailureCode } from '@belugapi/contracts';
import { type ReadFailure, wrappedError } from '@belugapi/dialect-openai';

/** Its filter refuses a prompt with 400, the code of any bad request and these words (deepseek-ai/DeepSeek-V2#30). */
export const readDeepSeekFailure: ReadFailure = (body) =>
  /content exists risk/i.test(String(wrappedError(body).message))
    ? { code: FailureCode.CONTENT_POLICY_VIOLATION }
    : undefined;
