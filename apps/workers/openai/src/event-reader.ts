import type { CompletionEvent } from '@belugapi/contracts';
import type { ServerSentEvent } from '@belugapi/provider-spec';

/** Reads one streamed answer, message by message. */
export interface EventReader {
  /** Whether the answer has ended: nothing is to be read after that. */
  readonly ended: boolean;
  /** Adds what the data of one message comes to. */
  read(data: string, events: CompletionEvent[]): void;
  /** What follows the last message: nothing where the answer has ended, else a failure. */
  cutOff(events: CompletionEvent[]): void;
}

/** The events of a stream; what came together stays together. A sentinel, where there is one, says nothing. */
export async function* readEvents(
  messages: AsyncIterable<readonly ServerSentEvent[]>,
  reader: EventReader,
): AsyncGenerator<readonly CompletionEvent[], void, void> {
  for await (const together of messages) {
    const events: CompletionEvent[] = [];
    for (const { data } of together) {
      if (data !== '[DONE]') reader.read(data, events);
      if (reader.ended) break;
    }
    if (events.length > 0) yield events;
    if (reader.ended) return;
  }
  const events: CompletionEvent[] = [];
  reader.cutOff(events);
  yield events;
}
