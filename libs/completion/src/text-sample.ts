import { countTokens } from './count-tokens.js';

const wholeUpTo = 2_048;
const mostKept = 8_192;
// Behind its beginning the first 256 of every 4,096 characters.
const strideMask = 4_095;
const keptPerStride = 256;

/**
 * Estimates the tokens of a text that goes by in pieces, without counting as it goes and without keeping it: its length, its
 * first 2,048 characters, and a sample of the rest (8,192 characters at most in all), from which an estimate, should one be
 * needed, learns how many characters a token has here. Exact by its vocabulary for the beginning.
 */
export class TextSample {
  private readonly beginning: string[] = [];
  private readonly later: string[] = [];
  private begun = 0;
  private kept = 0;
  private length = 0;

  add(text: string): void {
    const from = this.length;
    this.length += text.length;
    if (from < wholeUpTo) {
      const piece = text.slice(0, wholeUpTo - from);
      this.beginning.push(piece);
      this.begun += piece.length;
      if (piece.length < text.length) this.keep(text.slice(piece.length));
    } else if ((from & strideMask) < keptPerStride) this.keep(text);
  }

  get isEmpty(): boolean {
    return this.length === 0;
  }

  /** Tokens of all that went by, by o200k_base. */
  tokens(): number {
    if (this.length === 0) return 0;
    const beginning = countTokens(this.beginning.join(''));
    if (this.kept === 0) return Math.ceil(beginning * (this.length / this.begun));
    const later = countTokens(this.later.join(''));
    return Math.ceil(beginning + later * ((this.length - this.begun) / this.kept));
  }

  private keep(text: string): void {
    const room = mostKept - wholeUpTo - this.kept;
    if (room <= 0) return;
    const piece = text.slice(0, room);
    this.later.push(piece);
    this.kept += piece.length;
  }
}
