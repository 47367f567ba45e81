import type { CompletionEvent } from '@belugapi/contracts';
import type { Provider } from '@belugapi/model-catalog';
import type { CompletionTask, ImagePolicy, ProviderAdapter, ServerSentEvent } from '@belugapi/provider-spec';
import { AnswerReader, type AnswerQuirks } from './answer-reader.js';
import type { SystemRole } from './place-system-messages.js';
import { toChatFailure } from './to-chat-failure.js';
import { type ChatRequest, toChatRequest } from './to-chat-request.js';
import type { WireFeature } from './wire-feature.js';

/** What a vendor of this dialect says of itself: data first, and a few pure hooks for what is no data. */
export interface OpenAiDialectOptions extends AnswerQuirks {
  readonly provider: Provider;
  /** With the version: `https://api.openai.com/v1`. */
  readonly defaultBaseUrl: string;
  /** What of OpenAI's wire the vendor does not have. Default: it has all. */
  readonly lacks?: readonly WireFeature[];
  /** Where the catalogue has no row. Default `developer`: system messages go as they came. */
  readonly systemRole?: SystemRole;
  /** Earlier answers go back with their `reasoning_content`. Default: without, as OpenAI knows none. */
  readonly historyReasoning?: boolean;
  /** See ProviderAdapter. */
  readonly images?: ImagePolicy;
  /** See ProviderAdapter. */
  readonly remembersReasoning?: boolean;
  /** Changes the body that OpenAI itself would take into one that this vendor takes. */
  readonly adjustRequest?: (body: ChatRequest, task: CompletionTask) => ChatRequest;
}

/** An adapter for a provider that speaks OpenAI's Chat Completions wire. */
export function openAiDialect(options: OpenAiDialectOptions): ProviderAdapter {
  const { provider, defaultBaseUrl, adjustRequest, images, remembersReasoning } = options;
  const requestOptions = { ...options, lacks: new Set(options.lacks) };
  return {
    provider,
    defaultBaseUrl,
    wires: ['chat'],
    ...(images && { images }),
    ...(remembersReasoning && { remembersReasoning }),
    authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    toRequest: (task) => {
      const body = toChatRequest(task, requestOptions);
      const adjusted = adjustRequest?.(body, task) ?? body;
      return { path: '/chat/completions', body: JSON.stringify(adjusted), stream: adjusted['stream'] === true };
    },
    fromStream: (messages, task) => readStream(messages, new AnswerReader(provider, options, task)),
    fromResponse: (body, task) => {
      const reader = new AnswerReader(provider, options, task);
      return [...reader.read(body), ...reader.finish()];
    },
    toFailure: (refusal) => toChatFailure(provider, refusal, options.readFailure),
  };
}

async function* readStream(messages: AsyncIterable<readonly ServerSentEvent[]>, reader: AnswerReader) {
  for await (const together of messages) {
    const events: CompletionEvent[] = [];
    const over = together.some(({ data, event }) => {
      if (data === '[DONE]') return true;
      events.push(...reader.read(data, event));
      return reader.ended;
    });
    if (over) events.push(...reader.finish());
    if (events.length > 0) yield events;
    if (over) return;
  }
  yield reader.finish();
}
