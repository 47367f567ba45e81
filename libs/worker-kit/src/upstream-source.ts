import { type CompletionEvent, type Failure, FailureCode } from '@belugapi/contracts';
import { CompletionFailure, createFailure, failureTraits } from '@belugapi/completion';
import {
  type CompletionTask,
  type ProviderAdapter,
  readServerSentEvents,
  type UpstreamRequest,
} from '@belugapi/provider-spec';
import type { KeyPool } from './key-pool.js';
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
}

type Outcome = { readonly response: UpstreamResponse } | { readonly failure: Failure };

const largestRefusalBytes = 64 * 1024;
const mebibyte = 1024 * 1024;

/** Runs tasks by calling a vendor over HTTP: translation by the adapter, retries over the operator's keys here. */
export class UpstreamSource {
  constructor(private readonly options: UpstreamSourceOptions) {}

  /** See CompletionSource.complete. A failure before the first event is tried again on the other keys. */
  async *complete(task: CompletionTask, signal: AbortSignal): AsyncGenerator<readonly CompletionEvent[], void, void> {
    const request = this.request(task);
    if ('failure' in request) {
      yield [failed(request.failure)];
      return;
    }
    const outcome = await this.callWithKeys(request, task, signal);
    if (signal.aborted) return;
    if ('failure' in outcome) {
      yield [failed(outcome.failure)];
      return;
    }
    for await (const events of this.read(outcome.response, request, task, signal)) yield events;
  }

  private request(task: CompletionTask): UpstreamRequest | { readonly failure: Failure } {
    try {
      return this.options.adapter.toRequest(task);
    } catch (error) {
      return { failure: this.adapterFailure(error) };
    }
  }

  private async callWithKeys(request: UpstreamRequest, task: CompletionTask, signal: AbortSignal): Promise<Outcome> {
    const { keys } = this.options;
    const tried = new Set<number>();
    for (;;) {
      const key = keys.next(tried);
      const outcome = await this.call(request, task, key?.key, signal);
      // A caller who left says nothing about the key.
      if ('response' in outcome || signal.aborted) return outcome;
      const { retry, unhealthy } = failureTraits(outcome.failure.code);
      if (key) {
        tried.add(key.position);
        if (unhealthy) keys.rest(key.position, outcome.failure.retryAfterMs);
      }
      if (retry === 'nowhere' || tried.size >= keys.size) return outcome;
    }
  }

  private async call(
    request: UpstreamRequest,
    task: CompletionTask,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { adapter, client, baseUrl } = this.options;
    try {
      const response = await client.call({
        url: upstreamUrl(task.route.baseUrl ?? baseUrl, request.path),
        headers: {
          ...(key === undefined ? {} : adapter.authorize(key)),
          ...request.headers,
          accept: request.stream ? 'text/event-stream' : 'application/json',
        },
        body: request.body,
        signal,
      });
      if (response.status >= 200 && response.status < 300) return { response };
      const { status, headers } = response;
      const body = await readText(response.body, largestRefusalBytes);
      return { failure: withoutKey(adapter.toFailure({ status, headers, body: body.text }), key) };
    } catch (error) {
      // What a caller who left interrupted is nobody's defect; nobody hears this failure.
      if (signal.aborted) return { failure: createFailure(FailureCode.CANCELLED, 'The request was cancelled.') };
      return { failure: upstreamFailure(adapter.provider, error, 'unreachable') ?? this.adapterFailure(error) };
    }
  }

  private async *read(
    { body, headers }: UpstreamResponse,
    request: UpstreamRequest,
    task: CompletionTask,
    signal: AbortSignal,
  ): AsyncGenerator<readonly CompletionEvent[], void, void> {
    const { adapter, largestAnswerBytes = 64 * mebibyte } = this.options;
    try {
      // A vendor may answer a stream request whole, most often with an error in HTTP 200.
      const type = String(headers['content-type'] ?? '');
      const whole = type.startsWith('application/json') || (!request.stream && !type.startsWith('text/event-stream'));
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
