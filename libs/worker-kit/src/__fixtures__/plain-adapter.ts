import { CompletionRequest, type CompletionEvent, FailureCode, FinishReason, Role } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { CompletionTask, ProviderAdapter } from '@belugapi/provider-spec';

interface Answer {
  readonly error?: { readonly message: string };
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string };
    readonly message?: { readonly content?: string };
  }[];
}

const text = (value: string): CompletionEvent => ({
  event: { $case: 'text', value: { choice: 0, text: value, logprobs: [] } },
});
const end: CompletionEvent[] = [
  { event: { $case: 'choiceFinished', value: { choice: 0, reason: FinishReason.STOP, rawReason: 'stop' } } },
  { event: { $case: 'completed', value: {} } },
];
const failed = (message: string): CompletionEvent => ({
  event: { $case: 'failed', value: createFailure(FailureCode.UPSTREAM_ERROR, message) },
});

const codes: Readonly<Record<number, FailureCode>> = {
  400: FailureCode.INVALID_VALUE,
  401: FailureCode.UPSTREAM_AUTH_FAILED,
  429: FailureCode.UPSTREAM_RATE_LIMITED,
  503: FailureCode.UPSTREAM_OVERLOADED,
};

function pieces(json: string): CompletionEvent[] {
  const { choices = [], error } = JSON.parse(json) as Answer;
  if (error) return [failed(error.message)];
  return choices.flatMap(({ delta, message }) => {
    const content = delta?.content ?? message?.content;
    return content ? [text(content)] : [];
  });
}

/** The least of an adapter for the emulated vendor's wire: text, errors and the end. */
export const plainAdapter: ProviderAdapter = {
  provider: 'edge',
  defaultBaseUrl: 'http://127.0.0.1/v1',
  wires: ['chat'],
  authorize: (key) => ({ authorization: `Bearer ${key}` }),
  toRequest: ({ request: { model, messages, stream } }) => {
    const content = messages.flatMap((message) =>
      message.content.map(({ part }) => part?.$case === 'text' && part.value.text),
    );
    const body = { model, stream, messages: [{ role: 'user', content: content.join('') }] };
    return { path: '/chat/completions', body: JSON.stringify(body), stream };
  },
  async *fromStream(messages) {
    yield [{ event: { $case: 'started', value: { upstreamId: '', upstreamModel: '' } } }];
    for await (const together of messages) {
      for (const { data } of together) {
        if (data === '[DONE]') {
          yield end;
          return;
        }
        const events = pieces(data);
        yield events;
        if (events.some(({ event }) => event?.$case === 'failed')) return;
      }
    }
    yield [failed('The provider ended the answer before it was complete.')];
  },
  fromResponse: (body) => {
    const events = pieces(body);
    return events.some(({ event }) => event?.$case === 'failed') ? events : [...events, ...end];
  },
  toFailure: ({ status, headers, body }) => ({
    ...createFailure(codes[status] ?? FailureCode.UPSTREAM_ERROR, body || 'refused'),
    ...(headers['retry-after'] !== undefined && { retryAfterMs: Number(headers['retry-after']) * 1_000 }),
  }),
};

/** A task that asks the emulated vendor for an answer by its directive. */
export function vendorTask(directive: object, stream = true, baseUrl?: string): CompletionTask {
  const prompt = JSON.stringify(directive);
  return {
    completionId: 'chatcmpl-worker-kit',
    attempt: 1,
    request: CompletionRequest.create({
      model: 'plain',
      stream,
      messages: [{ role: Role.USER, content: [{ part: { $case: 'text', value: { text: prompt } } }] }],
    }),
    route: {
      servedModel: 'plain',
      upstreamModel: 'plain',
      wire: 'chat',
      emulatedParameters: [],
      baseUrl,
    },
    row: undefined,
    organizationId: 'organization',
    deadline: Date.now() + 60_000,
  };
}

/** The text of an answer, and the failure it ended in. */
export function textOf(events: readonly CompletionEvent[]): string {
  return events.map(({ event }) => (event?.$case === 'text' ? event.value.text : '')).join('');
}
