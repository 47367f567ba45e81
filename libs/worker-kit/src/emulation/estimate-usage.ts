import type { CompletionRequest } from '@belugapi/contracts';
import { isTerminal, UsageMeter } from '@belugapi/completion';
import type { EventStage } from './event-stage.js';

/**
 * Two stages to put around others. Where the vendor tells no usage and what passes is less than what it wrote, they tell an
 * estimate of the latter: whoever settles sees only what passes.
 */
export function estimateUsage(request: CompletionRequest): { readonly first: EventStage; readonly last: EventStage } {
  const written = new UsageMeter();
  const passed = new UsageMeter();
  let told = false;
  return {
    first: (emit) => (given) => {
      written.note(given);
      told ||= given.event?.$case === 'usage';
      emit(given);
    },
    last: (emit) => (given) => {
      passed.note(given);
      if (!told && isTerminal(given)) {
        const estimate = written.usage(request);
        const isMore = estimate.visibleOutput > passed.usage(request).visibleOutput;
        if (isMore) emit({ event: { $case: 'usage', value: estimate } });
      }
      emit(given);
    },
  };
}
