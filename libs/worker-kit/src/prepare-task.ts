import type { CompletionEvent } from '@belugapi/contracts';
import type { CompletionTask, ProviderAdapter } from '@belugapi/provider-spec';
import { emulateAnswer } from './emulation/emulate-answer.js';
import { emulateRequest } from './emulation/emulate-request.js';
import type { ImageFetcher } from './images/image-fetcher.js';
import { inlineImages } from './images/inline-images.js';
import { recall } from './reasoning/recall.js';
import type { ReasoningMemory } from './reasoning/reasoning-memory.js';
import { remember } from './reasoning/remember.js';

/** The task with the fields that its vendor turns out not to take among the emulated ones. */
export function withLacking(task: CompletionTask, adapter: ProviderAdapter): CompletionTask {
  const lacking = adapter.lacks?.(task) ?? [];
  if (lacking.length === 0) return task;
  const emulatedParameters = [...new Set([...task.route.emulatedParameters, ...lacking])];
  return { ...task, route: { ...task.route, emulatedParameters } };
}

/** What stands between a caller's task and a vendor. */
export interface TaskAids {
  readonly images: ImageFetcher;
  /** Absent: nothing is remembered. */
  readonly memory: ReasoningMemory | undefined;
}

/**
 * The task as the adapter takes it: lost reasoning filled in, pictures in a form that the vendor takes, emulated fields taken
 * out. Throws a CompletionFailure where it cannot be asked so, and the signal's reason.
 */
export async function prepareTask(
  task: CompletionTask,
  adapter: ProviderAdapter,
  aids: TaskAids,
  signal: AbortSignal,
): Promise<CompletionTask> {
  const memory = memoryOf(task, adapter, aids);
  const recalled = memory ? await recall(task, adapter.provider, memory) : task;
  return emulateRequest(await inlineImages(recalled, adapter.images, aids.images, signal));
}

/** The answer as the caller asked for it: reasoning kept for later turns, emulated fields applied. `task` is the caller's. */
export function finishAnswer(
  answer: AsyncIterable<readonly CompletionEvent[]>,
  task: CompletionTask,
  adapter: ProviderAdapter,
  aids: TaskAids,
): AsyncIterable<readonly CompletionEvent[]> {
  const memory = task.request.tools.length > 0 ? memoryOf(task, adapter, aids) : undefined;
  return emulateAnswer(memory ? remember(answer, task, adapter.provider, memory) : answer, task);
}

// A model that never reasons has nothing to remember.
function memoryOf({ row }: CompletionTask, { remembersReasoning }: ProviderAdapter, { memory }: TaskAids) {
  return remembersReasoning && row?.reasoning.mode !== 'never' ? memory : undefined;
}
