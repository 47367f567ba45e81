import { type CompletionEvent, CompletionRequest, Role } from '@belugapi/contracts';
import { EventFold, type FoldedCompletion } from '@belugapi/completion';
import { type CompletionTask, type ProviderAdapter, readServerSentEvents } from '@belugapi/provider-spec';

/** A task for an adapter: a plain question, with what `request` and `task` say otherwise. */
export function adapterTask(
  request: Partial<CompletionRequest> = {},
  task: Partial<Omit<CompletionTask, 'request'>> = {},
): CompletionTask {
  const messages = [
    { role: Role.USER, content: [{ part: { $case: 'text' as const, value: { text: 'Where do whales sleep?' } } }] },
  ];
  return {
    completionId: 'chatcmpl-adapter',
    attempt: 1,
    request: CompletionRequest.create({ model: 'asked-model', messages, ...request }),
    route: {
      servedModel: 'served-model',
      upstreamModel: 'upstream-model',
      wire: 'chat',
      emulatedParameters: [],
    },
    row: undefined,
    organizationId: 'org-adapter',
    deadline: Date.now() + 60_000,
    ...task,
  };
}

/** The events that an adapter makes of a stream whose bytes come in these pieces. */
export async function streamedEvents(
  adapter: ProviderAdapter,
  pieces: readonly Uint8Array[],
  task = adapterTask({ stream: true }),
): Promise<CompletionEvent[]> {
  async function* bytes() {
    for (const piece of pieces) yield piece;
  }
  const events: CompletionEvent[] = [];
  for await (const together of adapter.fromStream(readServerSentEvents(bytes()), task)) events.push(...together);
  return events;
}

/** The whole answer that events add up to. */
export function foldEvents(events: readonly CompletionEvent[]): FoldedCompletion {
  const fold = new EventFold();
  for (const event of events) fold.add(event);
  return fold.result();
}
