import { FailureCode } from '@belugapi/contracts';
import { type ReadFailure, wrappedError } from '@belugapi/dialect-openai';

/** Cerebras answers 429 for a queue that is full too: that is its own load, and passes soon (inference-docs.cerebras.ai, "Error codes"). */
export const readEngineFailure: ReadFailure = (body) =>
  (wrappedError(body).code ?? body.code) === 'queue_exceeded' ? { code: FailureCode.UPSTREAM_OVERLOADED } : undefined;
