import type { CompletionTask, UpstreamRefusal } from '@belugapi/provider-spec';

// The reference page of Text Chat says so; everybody else gets 131072.
const documentedMaximum = 2_048;

/** Sources disagree on how long an answer may be, so the caller's limit is tried first, and the documented one where it is refused. */
export function rerouteMiniMaxRequest(refusal: UpstreamRefusal, task: CompletionTask): CompletionTask | undefined {
  const { maxOutputTokens = 0 } = task.request;
  const named = /2013/.test(refusal.body) && /max_(?:completion_)?tokens/.test(refusal.body);
  if (!named || maxOutputTokens <= documentedMaximum) return undefined;
  return { ...task, request: { ...task.request, maxOutputTokens: documentedMaximum } };
}
