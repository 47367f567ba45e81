import { type CompletionEvent, type Failure, FinishReason, type TokenUsage } from '@belugapi/contracts';
import { completionTokens, failureName, promptTokens } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import type { SpanAttributes, TraceSpan, Tracing } from '@belugapi/service-kit';

export interface ChatSpanOptions {
  /** As https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/ calls it. */
  readonly providerName: string;
  /** Where it is called; absent for a model in this process. */
  readonly url?: string;
  readonly stream: boolean;
}

/**
 * One call to a model, by OpenTelemetry's conventions for generative AI (semantic-conventions-genai 0.1). It says what was
 * asked for, how it ended and what it used; never a prompt, an answer, a stop word, a key or a URL's path.
 */
export class ChatSpan {
  private readonly startedAt = performance.now();
  private firstChunkAt: number | undefined;
  private readonly finishReasons: string[] = [];
  private usage: TokenUsage | undefined;

  private constructor(
    private readonly span: TraceSpan,
    private readonly stream: boolean,
  ) {}

  /** Undefined where the task is not traced. */
  static start(tracing: Tracing | undefined, task: CompletionTask, options: ChatSpanOptions): ChatSpan | undefined {
    if (!tracing || !task.trace) return undefined;
    const operation = task.route.wire === 'transcription' ? 'transcription' : 'chat';
    const span = tracing.start(`${operation} ${task.route.upstreamModel}`, task.trace, {
      kind: options.url === undefined ? 'internal' : 'client',
      attributes: { 'gen_ai.operation.name': operation, ...requestAttributes(task, options) },
    });
    return span && new ChatSpan(span, options.stream);
  }

  /** For the vendor, where the operator wants it told. */
  get traceparent(): string {
    return this.span.context.traceparent;
  }

  /** Passes the answer on as it is, and ends with it. */
  async *observe(
    answer: AsyncIterable<readonly CompletionEvent[]>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly CompletionEvent[], void, void> {
    let failure: Failure | undefined;
    let isComplete = false;
    try {
      for await (const events of answer) {
        for (const { event } of events) {
          if (event?.$case === 'failed') failure = event.value;
          else if (event?.$case === 'completed') isComplete = true;
          else if (event) this.note(event);
        }
        yield events;
      }
    } finally {
      // What is cut short without an abort has given all that was wanted of it (an emulated stop word).
      if (failure) this.fail(failure);
      else this.end(signal.aborted && !isComplete ? 'cancelled' : undefined);
    }
  }

  /** `status`: that of the vendor, where it answered at all. */
  fail({ code }: Failure, status?: number): void {
    this.span.set({ 'http.response.status_code': status });
    this.end(failureName(code));
  }

  end(errorType?: string): void {
    const { usage, firstChunkAt, startedAt } = this;
    if (this.stream && firstChunkAt !== undefined) {
      this.span.set({ 'gen_ai.response.time_to_first_chunk': (firstChunkAt - startedAt) / 1_000 });
    }
    if (this.finishReasons.length > 0) this.span.set({ 'gen_ai.response.finish_reasons': this.finishReasons });
    if (usage) this.span.set(usageAttributes(usage));
    this.span.end(errorType);
  }

  private note(event: NonNullable<CompletionEvent['event']>): void {
    this.firstChunkAt ??= performance.now();
    if (event.$case === 'started') {
      const { upstreamId, upstreamModel } = event.value;
      this.span.set({
        'gen_ai.response.id': upstreamId || undefined,
        'gen_ai.response.model': upstreamModel || undefined,
      });
    } else if (event.$case === 'choiceFinished') {
      this.finishReasons.push(FinishReason[event.value.reason].toLowerCase());
    } else if (event.$case === 'usage') this.usage = event.value;
  }
}

function requestAttributes({ request, route }: CompletionTask, options: ChatSpanOptions): SpanAttributes {
  return {
    'gen_ai.provider.name': options.providerName,
    'gen_ai.request.model': route.upstreamModel,
    'gen_ai.request.stream': options.stream,
    'gen_ai.request.max_tokens': request.maxOutputTokens,
    'gen_ai.request.temperature': request.temperature,
    'gen_ai.request.top_p': request.topP,
    'gen_ai.request.frequency_penalty': request.frequencyPenalty,
    'gen_ai.request.presence_penalty': request.presencePenalty,
    'gen_ai.request.seed': request.seed,
    'gen_ai.request.choice.count': request.choiceCount === 1 ? undefined : request.choiceCount,
    'gen_ai.request.reasoning.level': request.reasoningEffort,
    ...addressAttributes(options.url),
  };
}

function addressAttributes(url: string | undefined): SpanAttributes {
  const target = url === undefined ? undefined : URL.parse(url);
  if (!target) return {};
  const port = target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port);
  return { 'server.address': target.hostname, 'server.port': port };
}

function usageAttributes(usage: TokenUsage): SpanAttributes {
  return {
    'gen_ai.usage.input_tokens': promptTokens(usage),
    'gen_ai.usage.output_tokens': completionTokens(usage),
    'gen_ai.usage.cache_read.input_tokens': usage.cacheRead,
    'gen_ai.usage.cache_write.input_tokens': usage.cacheWrite,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoning,
  };
}
