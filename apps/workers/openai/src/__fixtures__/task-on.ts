import type { CompletionRequest } from '@belugapi/contracts';
import type { Wire } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';
import { adapterTask } from '@belugapi/testing';

/** A task whose route goes over this wire. */
export function taskOn(
  wire: Wire,
  request: Partial<CompletionRequest> = {},
  task: Partial<Omit<CompletionTask, 'request'>> = {},
): CompletionTask {
  const plain = adapterTask(request, task);
  return { ...plain, route: { ...plain.route, wire } };
}
