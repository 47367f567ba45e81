import type { Token } from 'node-llama-cpp';

/** Text of `tokens`, given the ones before them (SentencePiece drops the space of a first token otherwise). */
export type Detokenize = (tokens: readonly Token[], before: readonly Token[]) => string;

export interface TokenText {
  /** The text that this token completes; empty while a code point is incomplete. */
  push(token: Token): string;
}

// A code point is at most four bytes, so at most four tokens; what is still broken then is not UTF-8.
const longestCodePoint = 4;
const contextTokens = 3;
const replacement = '\uFFFD';

/** Turns tokens into text and holds back the bytes of a code point until its last one has come. */
export function createTokenText(detokenize: Detokenize, prompt: readonly Token[] = []): TokenText {
  let before: readonly Token[] = prompt.slice(-contextTokens);
  let pending: Token[] = [];
  return {
    push(token) {
      pending.push(token);
      const text = detokenize(pending, before);
      if (text.endsWith(replacement) && pending.length < longestCodePoint) return '';
      before = [...before, ...pending].slice(-contextTokens);
      pending = [];
      return text;
    },
  };
}
