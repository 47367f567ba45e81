import { type CompletionEvent, type Failure, FailureCode } from '@belugapi/contracts';
import { CompletionFailure, createFailure, failureTraits } from '@belugapi/completion';
import {
  type CompletionTask,
  type ProviderAdapter,
  readServerSentEvents,
  type UpstreamRefusal,
  type UpstreamRequest,
} from '@belugapi/provider-spec';
import type { Tracing } from '@belugapi/service-kit';
import { ImageFetcher } from './images/image-fetcher.js';
import type { KeyPool } from './key-pool.js';
import { finishAnswer, prepareTask, withLacking, type TaskAids } from './prepare-task.js';
import type { ReasoningMemory } from './reasoning/reasoning-memory.js';
import { ChatSpan } from './tracing/chat-span.js';
import type { UpstreamClient, UpstreamResponse } from './upstream-call.js';
import { upstreamFailure } from './upstream-failure.js';
import { upstreamUrl } from './upstream-url.js';

export interface UpstreamSourceOptions {
  readonly adapter: ProviderAdapter;
  readonly client: UpstreamClient;
  readonly baseUrl: string;
  readonly keys: KeyPool;
  /** Hears what is wrong in the adapter; the caller gets an internal error. */
  readonly onError?: (error: unknown) => void;
  /** Largest whole answer. Default 64 MiB. */
  readonly largestAnswerBytes?: number;
  /** Where the adapter has an image policy. Default: one for public addresses only. */
  readonly images?: ImageFetcher;
  /** Where the adapter remembers reasoning. Default: nothing is remembered. */
  readonly memory?: ReasoningMemory;
  readonly tracing?: Tracing | undefined;
  /** The vendor is told of the trace, in the header `traceparent`. */
  readonly tellsTraces?: boolean;
}

/** A task and how the vendor is asked for it. */
interface Question {
  readonly task: CompletionTask;
  readonly request: UpstreamRequest;
}

/** A vendor's answer and the task as it was asked last; not the request's body, which may be large and has been sent. */
interface Answered {
  readonly task: CompletionTask;
  readonly stream: boolean;
  readonly response: UpstreamResponse;
  readonly span: ChatSpan | undefined;
}

interface Refused {
  readonly failure: Failure;
  /** Where the vendor answered at all. */
  readonly refusal?: UpstreamRefusal;
}

// One may lead to the next: another wire, then without what that wire refuses.
const mostReroutes = 2;
const largestRefusalBytes = 64 * 1024;
const mebibyte = 1024 * 1024;
// Nobody hears it.
const cancelled: Refused = { failure: createFailure(FailureCode.CANCELLED, 'The request was cancelled.') };

/** Runs tasks by calling a vendor over HTTP: translation by the adapter, retries over the operator's keys here. */
export class UpstreamSource {
  private readonly aids: TaskAids;

  constructor(private readonly options: UpstreamSourceOptions) {
    this.aids = { images: options.images ?? new ImageFetcher(), memory: options.memory };
  }

  /**
   * See CompletionSource.complete. A failure before the first event is tried again on the other keys; where the adapter knows
   * another way to ask after a refusal, that is tried, twice at most.
   */
  async *complete(asked: CompletionTask, signal: AbortSignal): AsyncGenerator<readonly CompletionEvent[], void, void> {
    const task = withLacking(asked, this.options.adapter);
    const outcome = await this.ask(task, signal);
    if (signal.aborted) {
      if ('span' in outcome) outcome.span?.end('cancelled');
      return;
    }
    if ('failure' in outcome) {
      yield [failed(outcome.failure)];
      return;
    }
    const read = this.read(outcome, signal);
    const answer = outcome.span?.observe(read, signal) ?? read;
    for await (const events of finishAnswer(answer, task, this.options.adapter, this.aids)) yield events;
  }

  private async ask(task: CompletionTask, signal: AbortSignal): Promise<Answered | Refused> {
    const { adapter } = this.options;
    try {
      const prepared = await prepareTask(task, adapter, this.aids, signal);
      if (signal.aborted) return cancelled;
      return await this.callWithKeys({ task: prepared, request: adapter.toRequest(prepared) }, signal);
    } catch (error) {
      return signal.aborted ? cancelled : { failure: this.adapterFailure(error) };
    }
  }

  private async callWithKeys(first: Question, signal: AbortSignal): Promise<Answered | Refused> {
    const { keys } = this.options;
    const tried = new Set<number>();
    let question = first;
    let reroutes = 0;
    for (;;) {
      const key = keys.next(tried);
      const outcome = await this.call(question, key?.key, signal);
      // A caller who left says nothing about the key.
      if ('response' in outcome || signal.aborted) return outcome;
      const other =
        reroutes < mostReroutes && outcome.refusal ? this.reroute(outcome.refusal, question.task) : undefined;
      if (other) {
        question = other;
        reroutes += 1;
        continue;
      }
      const { retry, unhealthy } = failureTraits(outcome.failure.code);
      if (key) {
        tried.add(key.position);
        if (unhealthy) keys.rest(key.position, outcome.failure.retryAfterMs);
      }
      if (retry === 'nowhere' || tried.size >= keys.size) return outcome;
    }
  }

  private reroute(refusal: UpstreamRefusal, task: CompletionTask): Question | undefined {
    const { adapter } = this.options;
    const other = adapter.reroute?.(refusal, task);
    return other && { task: other, request: adapter.toRequest(other) };
  }

  private async call(question: Question, key: string | undefined, signal: AbortSignal): Promise<Answered | Refused> {
    const { adapter, client, baseUrl, tellsTraces } = this.options;
    const { task, request } = question;
    const url = upstreamUrl(task.route.baseUrl ?? baseUrl, request.path);
    task.calls?.begin();
    const span = this.startSpan(question, url);
    try {
      const response = await client.call({
        url,
        headers: {
          ...(key === undefined ? {} : adapter.authorize(key)),
          ...request.headers,
          ...(span && tellsTraces && { traceparent: span.traceparent }),
          accept: request.stream ? 'text/event-stream' : 'application/json',
        },
        body: request.body,
        signal,
      });
      task.calls?.answered(response.status);
      if (response.status >= 200 && response.status < 300) return { task, stream: request.stream, response, span };
      const { status, headers } = response;
      const body = await readText(response.body, largestRefusalBytes);
      const refusal = { status, headers, body: body.text };
      const failure = withoutKey(adapter.toFailure(refusal), key);
      span?.fail(failure, status);
      return { failure: endCall(task, failure), refusal };
    } catch (error) {
      // What a caller who left interrupted is nobody's defect.
      if (signal.aborted) {
        span?.end('cancelled');
        return cancelled;
      }
      const failure = upstreamFailure(adapter.provider, error, 'unreachable') ?? this.adapterFailure(error);
      span?.fail(failure);
      return { failure: endCall(task, failure) };
    }
  }

  private startSpan({ task, request }: Question, url: string): ChatSpan | undefined {
    const { adapter, tracing } = this.options;
    const providerName = adapter.telemetryName ?? adapter.provider;
    return ChatSpan.start(tracing, task, { providerName, url, stream: request.stream });
  }

  private async *read(
    { task, stream, response: { body, headers } }: Answered,
    signal: AbortSignal,
  ): AsyncGenerator<readonly CompletionEvent[], void, void> {
    const { adapter, largestAnswerBytes = 64 * mebibyte } = this.options;
    try {
      // A vendor may answer a stream request whole, most often with an error in HTTP 200.
      const type = String(headers['content-type'] ?? '');
      const whole = type.startsWith('application/json') || (!stream && !type.startsWith('text/event-stream'));
      if (!whole) {
        for await (const events of adapter.fromStream(readServerSentEvents(body), task)) yield events;
        return;
      }
      const { text, complete } = await readText(body, largestAnswerBytes);
      if (!complete) {
        const reason = `The provider’s answer is larger than ${largestAnswerBytes / mebibyte} MiB.`;
        yield [failed(createFailure(FailureCode.UPSTREAM_ERROR, reason))];
        return;
      }
      yield adapter.fromResponse(text, task);
    } catch (error) {
      if (signal.aborted) return;
      yield [failed(upstreamFailure(adapter.provider, error, 'broken') ?? this.adapterFailure(error))];
    }
  }

  /** What an adapter threw: a failure that it chose, or a defect that the operator hears of. */
  private adapterFailure(error: unknown): Failure {
    if (!(error instanceof CompletionFailure)) this.options.onError?.(error);
    return CompletionFailure.from(error).failure;
  }
}

function failed(value: Failure): CompletionEvent {
  return { event: { $case: 'failed', value } };
}

function endCall({ calls }: CompletionTask, failure: Failure): Failure {
  calls?.end(failure.code);
  return failure;
}

// Vendors quote keys, if mostly with stars in them.
function withoutKey(failure: Failure, key: string | undefined): Failure {
  if (!key || !failure.message.includes(key)) return failure;
  return { ...failure, message: failure.message.replaceAll(key, '…') };
}

async function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<{ text: string; complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) return { text: Buffer.concat(chunks).subarray(0, limit).toString(), complete: false };
  }
  return { text: Buffer.concat(chunks).toString(), complete: true };
}
