import type { CompletionEvent } from '@belugapi/contracts';
import type { EventStage } from './event-stage.js';
import { textEvent } from './text-event.js';

const longestPiece = 120;
const shortestPiece = 80;

/** Cuts the long texts of a vendor that only answers whole, so that a caller who streams sees a stream. */
export const streamPieces: EventStage = (emit) => (given) => {
  const { event } = given;
  if ((event?.$case !== 'text' && event?.$case !== 'reasoning') || event.value.text.length <= longestPiece) {
    return emit(given);
  }
  // Logprobs belong to their text as a whole.
  if (event.$case === 'text' && event.value.logprobs.length > 0) return emit(given);
  const { choice, text } = event.value;
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start);
    const piece = text.slice(start, end);
    emit(event.$case === 'text' ? textEvent(choice, piece) : reasoningEvent(choice, piece));
    start = end;
  }
};

function reasoningEvent(choice: number, text: string): CompletionEvent {
  return { event: { $case: 'reasoning', value: { choice, text } } };
}

// Behind the last white space that leaves a piece of some length, else between two code points.
function pieceEnd(text: string, start: number): number {
  const limit = start + longestPiece;
  if (limit >= text.length) return text.length;
  for (let end = limit; end >= start + shortestPiece; end -= 1) {
    if (isSpace(text.charCodeAt(end - 1))) return end;
  }
  return isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit;
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
