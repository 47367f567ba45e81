import {
  type CompletionEvent,
  type FailureCode,
  FinishReason,
  type ModelRoute,
  type TokenLogprob,
  UsageSource,
} from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { ParameterName } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';
import { emulateAnswer } from '../emulate-answer.js';

export const started: CompletionEvent = { event: { $case: 'started', value: { upstreamId: '', upstreamModel: '' } } };
export const completed: CompletionEvent = { event: { $case: 'completed', value: {} } };
export const usage: CompletionEvent = {
  event: { $case: 'usage', value: { source: UsageSource.PROVIDER, uncachedInput: 3, visibleOutput: 7 } },
};

export const text = (value: string, choice = 0, logprobs: TokenLogprob[] = []): CompletionEvent => ({
  event: { $case: 'text', value: { choice, text: value, logprobs } },
});
export const reasoning = (value: string, choice = 0): CompletionEvent => ({
  event: { $case: 'reasoning', value: { choice, text: value } },
});
export const refusal = (value: string, choice = 0): CompletionEvent => ({
  event: { $case: 'refusal', value: { choice, text: value, logprobs: [] } },
});
export const call = (index: number, choice = 0, id = `call-${choice}-${index}`): CompletionEvent => ({
  event: { $case: 'toolCallStarted', value: { choice, index, id, name: 'dive', custom: false } },
});
export const callArguments = (index: number, delta: string, choice = 0): CompletionEvent => ({
  event: { $case: 'toolCallArguments', value: { choice, index, delta } },
});
export const state = (toolCallId?: string): CompletionEvent => ({
  event: {
    $case: 'reasoningState',
    value: { provider: 'edge', toolCallId, kind: 'reasoning_item', data: Buffer.of(1) },
  },
});
export const finished = (reason = FinishReason.STOP, choice = 0): CompletionEvent => ({
  event: { $case: 'choiceFinished', value: { choice, reason, rawReason: FinishReason[reason].toLowerCase() } },
});
export const failed = (code: FailureCode, message = 'broken'): CompletionEvent => ({
  event: { $case: 'failed', value: createFailure(code, message) },
});
export const logprob = (token: string): TokenLogprob => ({
  token,
  logprob: -1,
  bytes: Buffer.from(token),
  top: [],
});

/** The route of a task whose vendor lacks these fields. */
export function emulatedRoute(...emulatedParameters: ParameterName[]): ModelRoute {
  return { servedModel: 'a', upstreamModel: 'a', wire: 'chat', emulatedParameters };
}

/** The events that become of an answer whose events come in these arrays. */
export async function emulated(
  task: CompletionTask,
  arrays: readonly (readonly CompletionEvent[])[],
): Promise<CompletionEvent[]> {
  async function* source() {
    yield* arrays;
  }
  const events: CompletionEvent[] = [];
  for await (const together of emulateAnswer(source(), task)) events.push(...together);
  return events;
}

/** Each event in an array of its own. */
export function oneByOne(events: readonly CompletionEvent[]): CompletionEvent[][] {
  return events.map((event) => [event]);
}

/** Numbers from 0 to below 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
