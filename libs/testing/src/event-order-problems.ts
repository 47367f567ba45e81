import type { CompletionEvent } from '@belugapi/contracts';
import { isTerminal } from '@belugapi/completion';

type Case = NonNullable<CompletionEvent['event']>['$case'];

/**
 * What is wrong with the order of an answer's events, in words; nothing is where the list is empty. The rules are those of
 * CompletionEvent: started first (an answer that fails at once has none), deltas before the end of their choice, calls
 * numbered 0, 1, 2 … and opened before their arguments, each choice ended once, usage at most once, one terminal event.
 */
export function eventOrderProblems(events: readonly CompletionEvent[]): string[] {
  const problems: string[] = [];
  const finished = new Set<number>();
  const seen = new Set<number>();
  const calls = new Map<number, number>();
  const count = (name: Case) => events.filter(({ event }) => event?.$case === name).length;

  const last = events.at(-1);
  const terminals = events.filter(isTerminal).length;
  if (terminals !== 1) problems.push(`${terminals} terminal events`);
  if (!last || !isTerminal(last)) problems.push('the last event is not terminal');
  if (count('usage') > 1) problems.push(`${count('usage')} usage events`);
  if (count('started') > 1) problems.push(`${count('started')} started events`);
  const first = events[0]?.event?.$case;
  if (first !== 'started' && first !== 'failed') problems.push(`the first event is ${first}`);

  for (const [position, { event }] of events.entries()) {
    if (!event) problems.push(`event ${position} is empty`);
    if (!event || !('choice' in event.value)) continue;
    const { choice } = event.value;
    seen.add(choice);
    if (finished.has(choice)) problems.push(`event ${position} (${event.$case}) follows the end of choice ${choice}`);
    const open = calls.get(choice) ?? 0;
    if (event.$case === 'choiceFinished') finished.add(choice);
    if (event.$case === 'toolCallStarted') {
      if (event.value.index !== open)
        problems.push(`call ${event.value.index} of choice ${choice} came as number ${open}`);
      calls.set(choice, open + 1);
    }
    if (event.$case === 'toolCallArguments' && event.value.index >= open) {
      problems.push(`arguments of call ${event.value.index} of choice ${choice}, which has not started`);
    }
  }
  if (last?.event?.$case === 'completed') {
    for (const choice of seen) if (!finished.has(choice)) problems.push(`choice ${choice} has no end`);
    if (finished.size === 0) problems.push('completed without a choice');
  }
  return problems;
}
