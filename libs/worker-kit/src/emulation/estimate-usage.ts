import { isTerminal, UsageMeter } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import type { EmitEvent, EventStage } from './event-stage.js';

/**
 * Two stages to put around others. Where the vendor tells no usage and what passes is less than what it wrote, they tell an
 * estimate of the latter: whoever settles sees only what passes.
 */
export function estimateUsage({ request, row }: CompletionTask): {
  readonly first: EventStage;
  readonly last: EventStage;
} {
  const written = new UsageMeter(row?.counting);
  const passed = new UsageMeter(row?.counting);
  let told = false;
  const tellMore = (emit: EmitEvent) => {
    const { passedOutput } = passed;
    // Its prompt is counted only where anything is missing.
    if (written.passedOutput <= passedOutput) return;
    const estimate = written.usage(request);
    if (estimate.visibleOutput > passedOutput) emit({ event: { $case: 'usage', value: estimate } });
  };
  return {
    first: (emit) => (given) => {
      written.note(given);
      told ||= given.event?.$case === 'usage';
      emit(given);
    },
    last: (emit) => (given) => {
      passed.note(given);
      if (!told && isTerminal(given)) tellMore(emit);
      emit(given);
    },
  };
}
