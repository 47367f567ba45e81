import type { Failure } from '@belugapi/contracts';
import type { UpstreamRefusal } from '@belugapi/provider-spec';
import { chatWire } from './chat-wire.js';

// Of the Responses API, in the words of the request that the caller wrote. Items of `input` are not the messages one by one.
const callersParams: readonly (readonly [theirs: RegExp, callers: string])[] = [
  [/^input\b/, 'messages'],
  [/^max_output_tokens$/, 'max_completion_tokens'],
  [/^reasoning\b/, 'reasoning_effort'],
  [/^text\.format\b/, 'response_format'],
  [/^text\.verbosity$/, 'verbosity'],
];

/** Maps a refusal; the three wires have one form of errors (platform.openai.com/docs/guides/error-codes). */
export function toOpenAiFailure(refusal: UpstreamRefusal): Failure {
  const failure = chatWire.toFailure(refusal);
  const { param } = failure;
  if (param === undefined) return failure;
  return { ...failure, param: callersParams.find(([theirs]) => theirs.test(param))?.[1] ?? param };
}
