import type { CompletionEvent } from '@belugapi/contracts';
import type { Provider } from '@belugapi/model-catalog';
import type { CompletionTask, ProviderAdapter, ServerSentEvent } from '@belugapi/provider-spec';
import { AnswerReader, type AnswerQuirks } from './answer-reader.js';
import { toChatFailure } from './to-chat-failure.js';
import { type ChatRequest, toChatRequest } from './to-chat-request.js';

/** What a vendor of this dialect says of itself; at most three hooks, all pure. */
export interface OpenAiDialectOptions extends AnswerQuirks {
  readonly provider: Provider;
  /** With the version: `https://api.openai.com/v1`. */
  readonly defaultBaseUrl: string;
  /** Changes the body that OpenAI itself would take into one that this vendor takes. */
  readonly adjustRequest?: (body: ChatRequest, task: CompletionTask) => ChatRequest;
}

/** An adapter for a provider that speaks OpenAI's Chat Completions wire. */
export function openAiDialect(options: OpenAiDialectOptions): ProviderAdapter {
  const { provider, defaultBaseUrl, adjustRequest } = options;
  return {
    provider,
    defaultBaseUrl,
    wires: ['chat'],
    authorize: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
    toRequest: (task) => {
      const body = toChatRequest(task);
      const adjusted = adjustRequest?.(body, task) ?? body;
      return { path: '/chat/completions', body: JSON.stringify(adjusted), stream: adjusted['stream'] === true };
    },
    fromStream: (messages) => readStream(messages, new AnswerReader(provider, options)),
    fromResponse: (body) => {
      const reader = new AnswerReader(provider, options);
      return [...reader.read(body), ...reader.finish()];
    },
    toFailure: (refusal) => toChatFailure(provider, refusal),
  };
}

async function* readStream(messages: AsyncIterable<readonly ServerSentEvent[]>, reader: AnswerReader) {
  for await (const together of messages) {
    const events: CompletionEvent[] = [];
    const over = together.some(({ data }) => {
      if (data === '[DONE]') return true;
      events.push(...reader.read(data));
      return reader.ended;
    });
    if (over) events.push(...reader.finish());
    if (events.length > 0) yield events;
    if (over) return;
  }
  yield reader.finish();
}
