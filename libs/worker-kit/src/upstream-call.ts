import { Agent, type Dispatcher } from 'undici';
import { ByteQueue } from './byte-queue.js';

export interface UpstreamResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: ByteQueue;
}

export interface UpstreamCallOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly signal: AbortSignal;
}

export interface UpstreamTimeouts {
  readonly connectMs: number;
  /** From the request to the status line: a reasoning model that does not stream thinks that long. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly silenceMs: number;
}

/** Keep-alive connections to vendors. HTTP/1.1: one call per connection, so one slow answer holds up no other. */
export class UpstreamClient {
  private readonly agent: Agent;

  constructor(timeouts: UpstreamTimeouts) {
    this.agent = new Agent({
      connect: { timeout: timeouts.connectMs },
      headersTimeout: timeouts.headersMs,
      bodyTimeout: timeouts.silenceMs,
      keepAliveTimeout: 30_000,
      pipelining: 1,
      // undici 8 offers HTTP/2 unless told not to.
      allowH2: false,
    });
  }

  /**
   * Sends a POST and resolves with the status line; rejects when the connection fails, and at once when the signal aborts.
   * JSON unless `headers` name another content-type.
   */
  call({ url, headers, body, signal }: UpstreamCallOptions): Promise<UpstreamResponse> {
    if (signal.aborted) return Promise.reject(abortReason(signal));
    return new Promise((resolve, reject) => {
      const { origin, pathname, search } = new URL(url);
      this.agent.dispatch(
        {
          origin,
          path: pathname + search,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body,
        },
        new CallHandler(signal, resolve, reject),
      );
    });
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

// undici's own body streams cost several times the CPU of these five callbacks on a stream of small chunks.
class CallHandler implements Dispatcher.DispatchHandler {
  private queue: ByteQueue | undefined;
  private controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly signal: AbortSignal,
    private readonly resolve: (response: UpstreamResponse) => void,
    private readonly reject: (error: Error) => void,
  ) {
    signal.addEventListener('abort', this.abort, { once: true });
  }

  // There is no controller until the connection stands: the caller does not wait for that.
  private readonly abort = () => {
    const reason = abortReason(this.signal);
    this.controller?.abort(reason);
    this.reject(reason);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.signal.aborted) controller.abort(abortReason(this.signal));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.queue = new ByteQueue(controller);
    this.resolve({ status, headers, body: this.queue });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.queue?.push(chunk);
  }

  onResponseEnd(): void {
    this.signal.removeEventListener('abort', this.abort);
    this.queue?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.signal.removeEventListener('abort', this.abort);
    if (this.queue) this.queue.fail(error);
    else this.reject(error);
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
