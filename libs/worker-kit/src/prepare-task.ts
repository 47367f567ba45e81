import type { CompletionEvent } from '@belugapi/contracts';
import type { CompletionTask, ProviderAdapter } from '@belugapi/provider-spec';
import { emulateAnswer } from './emulation/emulate-answer.js';
import { emulateRequest } from './emulation/emulate-request.js';
import type { ImageFetcher } from './images/image-fetcher.js';
import { inlineImages } from './images/inline-images.js';
import { recall } from './reasoning/recall.js';
import type { ReasoningMemory } from './reasoning/reasoning-memory.js';
import { remember } from './reasoning/remember.js';

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
  { provider, images, remembersReasoning }: ProviderAdapter,
  aids: TaskAids,
  signal: AbortSignal,
): Promise<CompletionTask> {
  const recalled = remembersReasoning && aids.memory ? await recall(task, provider, aids.memory) : task;
  return emulateRequest(await inlineImages(recalled, images, aids.images, signal));
}

/** The answer as the caller asked for it: reasoning kept for later turns, emulated fields applied. `task` is the caller's. */
export function finishAnswer(
  answer: AsyncIterable<readonly CompletionEvent[]>,
  task: CompletionTask,
  { provider, remembersReasoning }: ProviderAdapter,
  { memory }: TaskAids,
): AsyncIterable<readonly CompletionEvent[]> {
  const callsTools = task.request.tools.length > 0;
  const kept = remembersReasoning && memory && callsTools ? remember(answer, task, provider, memory) : answer;
  return emulateAnswer(kept, task);
}
