import type { CompletionEvent, CompletionRequest } from '@belugapi/contracts';
import type { Provider } from '@belugapi/model-catalog';
import type { CompletionTask, ProviderAdapter, ServerSentEvent } from '@belugapi/provider-spec';
import { holdsOpenObject } from './holds-open-object.js';
import { MessageReader } from './message-reader.js';
import type { WireAnswer } from './messages-wire.js';
import { toMessagesFailure } from './to-messages-failure.js';
import { type MessagesRequest, toMessagesRequest } from './to-messages-request.js';

/** What a vendor of this dialect says of itself; the hooks are pure. */
export interface AnthropicDialectOptions {
  readonly provider: Provider;
  /** What `path` is appended to. */
  readonly defaultBaseUrl: string;
  /** Default `/v1/messages`. */
  readonly path?: string;
  /** Changes the body that Anthropic itself would take into one that this vendor takes. */
  readonly adjustRequest?: (body: MessagesRequest, task: CompletionTask) => MessagesRequest;
  /** Rewrites an event or a whole answer before it is read: fields under other names, errors of another shape. */
  readonly adjustAnswer?: (answer: WireAnswer) => WireAnswer;
}

const version = '2023-06-01';

/** An adapter for a provider that speaks Anthropic's Messages wire (platform.claude.com/docs/en/api/messages). */
export function anthropicDialect(options: AnthropicDialectOptions): ProviderAdapter {
  const { provider, defaultBaseUrl, path = '/v1/messages', adjustRequest, adjustAnswer } = options;
  return {
    provider,
    defaultBaseUrl,
    wires: ['messages'],
    images: { fetchedByVendor: ['https'], mediaTypes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] },
    remembersReasoning: true,
    lacks: ({ request }) => [
      // The vendor refuses stop sequences of white space alone.
      ...(request.stop.some((text) => text.trim() === '') ? (['stop'] as const) : []),
      ...(asksForOpenObject(request) ? (['json_schema'] as const) : []),
    ],
    authorize: (apiKey) => ({ 'x-api-key': apiKey }),
    toRequest: (task) => {
      const body = toMessagesRequest(task, provider);
      return {
        path,
        headers: { 'anthropic-version': version },
        body: JSON.stringify(adjustRequest?.(body, task) ?? body),
        // Also for callers who want a whole answer: the vendor breaks off silent connections after some ten minutes.
        stream: true,
      };
    },
    fromStream: (messages) => readStream(messages, new MessageReader(provider, adjustAnswer)),
    fromResponse: (body) => new MessageReader(provider, adjustAnswer).readWhole(body),
    toFailure: (refusal) => toMessagesFailure(provider, refusal),
  };
}

function asksForOpenObject({ responseFormat }: CompletionRequest): boolean {
  const format = responseFormat?.format;
  if (format?.$case !== 'jsonSchema' || format.value.schemaJson === undefined) return false;
  return holdsOpenObject(JSON.parse(format.value.schemaJson));
}

async function* readStream(messages: AsyncIterable<readonly ServerSentEvent[]>, reader: MessageReader) {
  for await (const together of messages) {
    const events: CompletionEvent[] = [];
    const over = together.some(({ data }) => {
      events.push(...reader.read(data));
      return reader.ended;
    });
    if (events.length > 0) yield events;
    if (over) return;
  }
  yield reader.finish();
}
