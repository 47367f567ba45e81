/** What the queue asks of the socket that fills it. */
export interface ByteSource {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

const highWaterBytes = 64 * 1024;

/**
 * An answer's bytes between the socket and its reader: pauses the socket above 64 KiB, so a reader that waits holds little.
 * Iterated once; leaving the loop early aborts the call.
 */
export class ByteQueue implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;
  private paused = false;
  private ended = false;
  private error: Error | undefined;
  private waiting: { resolve(result: IteratorResult<Uint8Array, undefined>): void; reject(error: Error): void } | undefined;

  constructor(private readonly source: ByteSource) {}

  push(chunk: Uint8Array): void {
    if (this.waiting) {
      this.waiting.resolve({ done: false, value: chunk });
      this.waiting = undefined;
      return;
    }
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes > highWaterBytes && !this.paused) {
      this.paused = true;
      this.source.pause();
    }
  }

  end(): void {
    this.ended = true;
    this.waiting?.resolve({ done: true, value: undefined });
    this.waiting = undefined;
  }

  fail(error: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.error = error;
    this.waiting?.reject(error);
    this.waiting = undefined;
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const value = this.chunks.shift();
    if (value) {
      this.bytes -= value.length;
      if (this.paused && this.bytes <= highWaterBytes / 2) {
        this.paused = false;
        this.source.resume();
      }
      return Promise.resolve({ done: false, value });
    }
    if (this.error) return Promise.reject(this.error);
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.ended) {
      this.ended = true;
      this.source.abort(new Error('the reader left'));
    }
    this.chunks.length = 0;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
