import { type CompletionEvent, type Failure, FailureCode } from '@belugapi/contracts';
import { createFailure, failureTraits } from '@belugapi/completion';
import {
  type CompletionTask,
  type ProviderAdapter,
  readServerSentEvents,
  type UpstreamRequest,
} from '@belugapi/provider-spec';
import type { KeyPool } from './key-pool.js';
import type { UpstreamClient, UpstreamResponse } from './upstream-call.js';

export interface UpstreamSourceOptions {
  readonly adapter: ProviderAdapter;
  readonly client: UpstreamClient;
  readonly baseUrl: string;
  readonly keys: KeyPool;
}

const largestRefusalBytes = 64 * 1024;
const largestAnswerBytes = 64 * 1024 * 1024;

/** Runs tasks by calling a vendor over HTTP: translation by the adapter, retries over the operator's keys here. */
export class UpstreamSource {
  constructor(private readonly options: UpstreamSourceOptions) {}

  /** See CompletionSource.complete. A failure before the first event is tried again on the other keys. */
  async *complete(task: CompletionTask, signal: AbortSignal): AsyncGenerator<CompletionEvent, void, void> {
    const { adapter, keys } = this.options;
    const request = adapter.toRequest(task);
    const tried = new Set<number>();
    for (;;) {
      const key = keys.next(tried);
      const outcome = await this.call(request, task, key?.key, signal);
      if ('response' in outcome) {
        for await (const event of this.read(outcome.response, request, task, signal)) yield event;
        return;
      }
      if (key) {
        tried.add(key.position);
        if (failureTraits(outcome.failure.code).unhealthy) keys.rest(key.position, outcome.failure.retryAfterMs);
      }
      const retry = failureTraits(outcome.failure.code).retry !== 'nowhere' && tried.size < keys.size;
      if (!retry || signal.aborted) {
        yield { event: { $case: 'failed', value: outcome.failure } };
        return;
      }
    }
  }

  private async call(
    request: UpstreamRequest,
    task: CompletionTask,
    key: string | undefined,
    signal: AbortSignal,
  ): Promise<{ response: UpstreamResponse } | { failure: Failure }> {
    const { adapter, client, baseUrl } = this.options;
    try {
      const response = await client.call({
        url: (task.route.baseUrl ?? baseUrl) + request.path,
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
      return { failure: adapter.toFailure({ status, headers, body: body.text }) };
    } catch (error) {
      return { failure: connectionFailure(adapter.provider, error) };
    }
  }

  private async *read(
    { body, headers }: UpstreamResponse,
    request: UpstreamRequest,
    task: CompletionTask,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent, void, void> {
    const { adapter } = this.options;
    try {
      // A vendor may answer a stream request whole, most often with an error in HTTP 200.
      const whole = !request.stream || String(headers['content-type'] ?? '').startsWith('application/json');
      if (!whole) {
        for await (const event of adapter.fromStream(readServerSentEvents(body), task)) yield event;
        return;
      }
      const { text, complete } = await readText(body, largestAnswerBytes);
      if (!complete) {
        yield failed(createFailure(FailureCode.UPSTREAM_ERROR, 'The provider’s answer is larger than 64 MiB.'));
        return;
      }
      for (const event of adapter.fromResponse(text, task)) yield event;
    } catch (error) {
      if (signal.aborted) return;
      yield failed(connectionFailure(adapter.provider, error));
    }
  }
}

function failed(value: Failure): CompletionEvent {
  return { event: { $case: 'failed', value } };
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

// undici's codes (undici.nodejs.org, "Errors"). Its messages may name hosts, so they stay out of what callers see.
function connectionFailure(provider: string, error: unknown): Failure {
  const code = (error as { code?: unknown } | null)?.code;
  const upstream = { provider, status: 0, code: typeof code === 'string' ? code : '', requestId: '' };
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return createFailure(FailureCode.UPSTREAM_TIMEOUT, 'The provider took too long to answer.', { upstream });
  }
  if (code === 'UND_ERR_SOCKET') {
    return createFailure(FailureCode.UPSTREAM_ERROR, 'The connection to the provider broke.', { upstream });
  }
  return createFailure(FailureCode.UPSTREAM_ERROR, 'The provider could not be reached.', { upstream });
}
