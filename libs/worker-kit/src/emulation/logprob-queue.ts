import type { TokenLogprob } from '@belugapi/contracts';

/**
 * Logprobs of tokens whose text is held back. They go out with the text, token by token: one that lies across the end of a piece
 * goes with the next. Lengths are those of the tokens' bytes, so a vendor whose tokens do not add up to its text gets them
 * shifted by the difference.
 */
export class LogprobQueue {
  private tokens: TokenLogprob[] = [];
  // Bytes of text that are out, of a token that is not.
  private ahead = 0;

  add(tokens: readonly TokenLogprob[]): void {
    for (const token of tokens) this.tokens.push(token);
  }

  /** The tokens that end within this next piece of text. */
  take(text: string): TokenLogprob[] {
    if (this.tokens.length === 0) return [];
    this.ahead += Buffer.byteLength(text);
    let count = 0;
    for (const token of this.tokens) {
      const size = token.bytes.length || Buffer.byteLength(token.token);
      if (size > this.ahead) break;
      this.ahead -= size;
      count += 1;
    }
    return this.tokens.splice(0, count);
  }

  /** All that are left. */
  takeAll(): TokenLogprob[] {
    this.ahead = 0;
    return this.tokens.splice(0);
  }
}
