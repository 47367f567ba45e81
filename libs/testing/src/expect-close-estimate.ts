import type { CompletionEvent } from '@belugapi/contracts';
import { completionTokens, type TokenFacts, UsageMeter } from '@belugapi/completion';

// Shorter answers are mostly what the vendor puts around them.
const fewestTokens = 100;
const mostOff = 0.15;

/** That an estimate of an answer, made without the vendor's figure, is within 15 % of what the vendor billed of what it showed. */
export function expectCloseEstimate(events: readonly CompletionEvent[], facts: TokenFacts | undefined): void {
  const meter = new UsageMeter(facts);
  let showsReasoning = false;
  let billed = 0;
  for (const { event } of events) {
    showsReasoning ||= event?.$case === 'reasoning';
    if (event?.$case === 'usage') billed = showsReasoning ? completionTokens(event.value) : event.value.visibleOutput;
    else meter.note({ event });
  }
  if (billed < fewestTokens) return;
  expect(meter.passedOutput).toBeGreaterThanOrEqual(billed * (1 - mostOff));
  expect(meter.passedOutput).toBeLessThanOrEqual(billed * (1 + mostOff));
}
