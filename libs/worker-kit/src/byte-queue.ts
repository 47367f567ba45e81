/** What the queue asks of the socket that fills it. */
export interface ByteSource {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

const highWaterBytes = 64 * 1024;
const lingerBytes = 64 * 1024;
const lingerMs = 1_000;

/**
 * An answer's bytes between the socket and its reader: pauses the socket above 64 KiB, so a reader that waits holds little.
 * Iterated once. A reader that leaves early mostly has the whole answer, and what is missing is the end of the body: that is
 * waited for, so that the connection serves again, but not above 64 KiB or a second; then the call is aborted.
 */
export class ByteQueue implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;
  private paused = false;
  private ended = false;
  private error: Error | undefined;
  private lingering: NodeJS.Timeout | undefined;
  private waiting:
    { resolve(result: IteratorResult<Uint8Array, undefined>): void; reject(error: Error): void } | undefined;

  constructor(private readonly source: ByteSource) {}

  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.lingering) {
      if (this.bytes > lingerBytes) this.abandon();
      return;
    }
    this.chunks.push(chunk);
    // One read of the socket may bring many chunks of HTTP: the reader gets them together when it is through.
    if (this.waiting && this.chunks.length === 1) queueMicrotask(this.deliver);
    if (this.bytes > highWaterBytes && !this.paused) {
      this.paused = true;
      this.source.pause();
    }
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.lingering);
    if (this.chunks.length > 0) return;
    this.waiting?.resolve({ done: true, value: undefined });
    this.waiting = undefined;
  }

  fail(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    clearTimeout(this.lingering);
    if (this.chunks.length > 0) return;
    this.waiting?.reject(error);
    this.waiting = undefined;
  }

  /** All bytes that have come, in one piece. */
  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.chunks.length > 0) return Promise.resolve({ done: false, value: this.take() });
    if (this.error) return Promise.reject(this.error);
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.chunks.length = 0;
    this.bytes = 0;
    if (!this.ended && !this.lingering) {
      this.lingering = setTimeout(() => this.abandon(), lingerMs);
      if (this.paused) this.source.resume();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  private readonly deliver = () => {
    if (!this.waiting || this.chunks.length === 0) return;
    const { resolve } = this.waiting;
    this.waiting = undefined;
    resolve({ done: false, value: this.take() });
  };

  private take(): Uint8Array {
    const [first] = this.chunks;
    const value = first && this.chunks.length === 1 ? first : Buffer.concat(this.chunks);
    this.chunks.length = 0;
    this.bytes = 0;
    if (this.paused) {
      this.paused = false;
      this.source.resume();
    }
    return value;
  }

  private abandon(): void {
    if (this.ended) return;
    this.end();
    this.source.abort(new Error('the reader left'));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
