import type { ServerSentEvent } from './server-sent-event.js';

/** Thrown when one message outgrows the bound. */
export class EventTooLargeError extends Error {
  override readonly name = 'EventTooLargeError';
}

// Web-search results and encrypted reasoning come in lines far over 64 KiB.
const maximumEventCharacters = 32 * 1024 * 1024;

/**
 * Splits bytes into server-sent events (WHATWG HTML §9.2.6), wherever the chunks are cut: characters, line ends (LF, CRLF,
 * CR) and messages may lie across them. Comments and fields other than `event` and `data` are passed over; a last message
 * without its blank line is dropped, as the standard says. Events that came in one chunk are given together.
 * @throws {EventTooLargeError} for a message over 32 Mi characters.
 */
export async function* readServerSentEvents(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly ServerSentEvent[], void, void> {
  const parser = new EventParser();
  for await (const chunk of chunks) {
    const events = parser.push(chunk);
    if (events.length > 0) yield events;
  }
}

class EventParser {
  private readonly decoder = new TextDecoder();
  private rest = '';
  // A CR at a chunk's end: an LF that follows belongs to it.
  private afterCarriageReturn = false;
  private event = '';
  private data: string[] = [];
  private dataCharacters = 0;

  push(chunk: Uint8Array): ServerSentEvent[] {
    let text = this.decoder.decode(chunk, { stream: true });
    if (this.afterCarriageReturn && text !== '') {
      this.afterCarriageReturn = false;
      if (text.startsWith('\n')) text = text.slice(1);
    }
    text = this.rest + text;
    const events: ServerSentEvent[] = [];
    let start = 0;
    const onlyLineFeeds = !text.includes('\r');
    for (;;) {
      const end = onlyLineFeeds ? text.indexOf('\n', start) : nextLineEnd(text, start);
      if (end < 0) break;
      this.line(text, start, end, events);
      start = end + 1;
      if (text[end] === '\r') {
        if (text[start] === '\n') start += 1;
        else if (start === text.length) this.afterCarriageReturn = true;
      }
    }
    this.rest = start === 0 ? text : text.slice(start);
    this.bound(this.rest.length);
    return events;
  }

  private line(text: string, start: number, end: number, events: ServerSentEvent[]): void {
    if (start === end) return this.dispatch(events);
    if (text.startsWith('data:', start)) {
      const from = text[start + 5] === ' ' ? start + 6 : start + 5;
      this.data.push(text.slice(from, end));
      this.bound((this.dataCharacters += end - from));
    } else if (text.startsWith('event:', start)) {
      this.event = text.slice(text[start + 6] === ' ' ? start + 7 : start + 6, end);
    } else if (text.slice(start, end) === 'data') {
      this.data.push('');
    }
  }

  private dispatch(events: ServerSentEvent[]): void {
    const [first] = this.data;
    if (first !== undefined) {
      events.push({ event: this.event || 'message', data: this.data.length === 1 ? first : this.data.join('\n') });
    }
    this.event = '';
    this.data = [];
    this.dataCharacters = 0;
  }

  private bound(characters: number): void {
    if (characters > maximumEventCharacters)
      throw new EventTooLargeError('the provider sent an event of over 32 Mi characters');
  }
}

function nextLineEnd(text: string, start: number): number {
  const lineFeed = text.indexOf('\n', start);
  const carriageReturn = text.indexOf('\r', start);
  if (lineFeed < 0) return carriageReturn;
  return carriageReturn < 0 ? lineFeed : Math.min(lineFeed, carriageReturn);
}
