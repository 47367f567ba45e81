import type { CompletionEvent } from '@belugapi/contracts';
import { isTerminal } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import { questionDigest } from './question-digest.js';
import { ReasonedTurn } from './reasoned-turn.js';
import type { ReasoningMemory } from './reasoning-memory.js';

/**
 * The answer as it is, with one difference: where its first choice calls tools, the end of that choice waits until what led
 * there is stored. A client may call again as soon as it sees that end.
 */
export async function* remember(
  answer: AsyncIterable<readonly CompletionEvent[]>,
  task: CompletionTask,
  provider: string,
  memory: ReasoningMemory,
): AsyncGenerator<readonly CompletionEvent[], void, void> {
  const turn = new ReasonedTurn();
  let end: CompletionEvent | undefined;
  for await (const together of answer) {
    for (const event of together) turn.note(event);
    if (!turn.hasCalls) {
      yield together;
      continue;
    }
    const held = together.find(isEndOfFirstChoice);
    const terminal = together.find(isTerminal);
    const passing = held || terminal ? together.filter((event) => event !== held && event !== terminal) : together;
    end ??= held;
    if (passing.length > 0) yield passing;
    if (!terminal) continue;
    if (terminal.event?.$case === 'completed') await store(turn, task, provider, memory);
    yield end ? [end, terminal] : [terminal];
    return;
  }
  if (end) yield [end];
}

async function store(
  turn: ReasonedTurn,
  { organizationId, request }: CompletionTask,
  provider: string,
  memory: ReasoningMemory,
): Promise<void> {
  const message = organizationId === '' ? undefined : turn.message(memory.largestMessage);
  if (!message) return;
  const question = questionDigest(request.messages);
  await memory.store({ provider, organizationId, question }, turn.calls(), message);
}

function isEndOfFirstChoice({ event }: CompletionEvent): boolean {
  return event?.$case === 'choiceFinished' && event.value.choice === 0;
}
