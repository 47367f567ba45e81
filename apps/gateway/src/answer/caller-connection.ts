import type { ServerResponse } from 'node:http';

const highWaterBytes = 64 * 1024;
const lowWaterBytes = 16 * 1024;

/** The socket to one caller: what is waiting to be sent, and whether anybody is still there. */
export class CallerConnection {
  private goneListener: (() => void) | undefined;
  private full = false;
  gone = false;

  constructor(private readonly response: ServerResponse) {
    // 'close' without 'finish': the caller left before the answer was complete.
    response.once('close', () => {
      if (response.writableFinished) return;
      this.gone = true;
      this.goneListener?.();
    });
  }

  onGone(listener: () => void): void {
    this.goneListener = listener;
    if (this.gone) listener();
  }

  /** Tells when more than 64 KiB wait to be sent, and when less than 16 KiB do again. */
  onPressure(pause: () => void, resume: () => void): void {
    this.pause = pause;
    this.resume = resume;
  }

  writeHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(status, headers);
  }

  write(text: string): void {
    if (this.gone) return;
    this.response.write(text);
    if (this.full || this.response.writableLength < highWaterBytes) return;
    this.full = true;
    this.pause();
    this.response.on('drain', this.drained);
  }

  end(text: string): void {
    if (!this.gone) this.response.end(text);
  }

  private pause: () => void = () => undefined;
  private resume: () => void = () => undefined;

  private readonly drained = () => {
    if (this.response.writableLength > lowWaterBytes) return;
    this.response.off('drain', this.drained);
    this.full = false;
    this.resume();
  };
}
