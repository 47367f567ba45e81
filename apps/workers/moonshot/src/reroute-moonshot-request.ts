import type { CompletionTask, UpstreamRefusal } from '@belugapi/provider-spec';

/**
 * Without sampling fields where a model has them fixed ("invalid temperature: only 1 is allowed for this model"): such models
 * come later than those of the catalogue, under names that operators give.
 */
export function rerouteMoonshotRequest(
  { status, body }: UpstreamRefusal,
  task: CompletionTask,
): CompletionTask | undefined {
  const { temperature, topP, ...request } = task.request;
  const sampled = temperature !== undefined || topP !== undefined;
  return status === 400 && sampled && /invalid (?:temperature|top_p)/i.test(body) ? { ...task, request } : undefined;
}
