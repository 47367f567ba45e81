import { countTokens } from './count-tokens.js';

const wholeUpTo = 2_048;
const mostKept = 8_192;
// Behind its beginning the first 256 of every 4,096 characters, up to 100,000.
const strideMask = 4_095;
const keptPerStride = 256;

/**
 * Estimates the tokens of a text that goes by in pieces, without counting as it goes and without keeping it: its length, its
 * first 2,048 characters, and a sample of the rest (8,192 characters at most in all), from which an estimate, should one be
 * needed, learns how many characters a token has here. Exact by its vocabulary for the beginning. How large the pieces are
 * makes no difference.
 */
export class TextSample {
  private readonly beginning: string[] = [];
  private readonly later: string[] = [];
  private begun = 0;
  private kept = 0;
  private length = 0;
  private counted: number | undefined;

  add(text: string): void {
    const from = this.length;
    this.length += text.length;
    this.counted = undefined;
    if (from < wholeUpTo) {
      const piece = cut(text, 0, wholeUpTo - from);
      this.beginning.push(piece);
      this.begun += piece.length;
    }
    const offset = from & strideMask;
    // Most pieces are a few characters between two places of the sample.
    if (offset >= keptPerStride && offset + text.length <= strideMask) return;
    if (this.length > wholeUpTo && this.kept < mostKept - wholeUpTo) this.sample(text, from);
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Tokens of all that went by, by o200k_base: counted once, until more goes by. */
  tokens(): number {
    return (this.counted ??= this.count());
  }

  private sample(text: string, from: number): void {
    for (let at = Math.max(from, wholeUpTo); at < this.length; at = (at | strideMask) + 1) {
      const end = (at & ~strideMask) + Math.min(keptPerStride, mostKept - wholeUpTo - this.kept);
      if (at >= end) continue;
      const piece = cut(text, at - from, end - from);
      this.later.push(piece);
      this.kept += piece.length;
    }
  }

  private count(): number {
    if (this.length === 0) return 0;
    const beginning = countTokens(this.beginning.join(''));
    if (this.kept === 0) return Math.ceil(beginning * (this.length / this.begun));
    const later = countTokens(this.later.join(''));
    return Math.ceil(beginning + later * ((this.length - this.begun) / this.kept));
  }
}

// A copy: a slice of a string keeps all of it.
function cut(text: string, start: number, end: number): string {
  if (start === 0 && end >= text.length) return text;
  return Buffer.from(text.slice(start, end), 'utf16le').toString('utf16le');
}
