import type { ParameterName } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';

/** Whether a field of the task's request is one that its vendor lacks. */
export function emulates(task: CompletionTask, name: ParameterName): boolean {
  return task.route.emulatedParameters.includes(name);
}
