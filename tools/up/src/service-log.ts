import { StringDecoder } from 'node:string_decoder';

const maxLineLength = 64 * 1024;
const tailLines = 20;

/** Cuts what one process writes into lines, hands them on, and remembers the last ones. */
export class ServiceLog {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #pending = '';
  #tail: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    this.#pending += this.#decoder.write(chunk);
    const lines = this.#pending.split('\n');
    this.#pending = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    // A process that never ends its line must not fill our memory.
    if (this.#pending.length > maxLineLength) this.end();
  }

  /** Hands on what has no line end yet. */
  end(): void {
    if (this.#pending !== '') this.#emit(this.#pending);
    this.#pending = '';
  }

  /** The last lines, newest last. */
  tail(): string[] {
    return this.#tail;
  }

  #emit(text: string): void {
    const line = text.replace(/\r$/, '');
    this.#tail = [...this.#tail.slice(1 - tailLines), line];
    this.#onLine(line);
  }
}
