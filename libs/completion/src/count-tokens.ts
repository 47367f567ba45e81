import { createRequire } from 'node:module';

interface Tokenizer {
  countTokens(text: string, options: { readonly disallowedSpecial: ReadonlySet<string> }): number;
  setMergeCacheSize(size: number): void;
}

// A long run without a space takes time by the square of its length.
const longestPiece = 512;
// What looks like a control token is text like any other.
const plainText = { disallowedSpecial: new Set<string>() };

let tokenizer: Tokenizer | undefined;

/** Loads the vocabulary now, for a process that would be held up later. */
export function loadVocabulary(): void {
  tokenizer ??= loadTokenizer();
}

/**
 * Tokens of a text by OpenAI's vocabulary o200k_base, counted by gpt-tokenizer: 0.2 µs per character, up to 1.2 µs where there are
 * no words. The vocabulary is loaded at the first call, which takes 0.15 s and 17 MB once. Texts over 512 characters are
 * counted in pieces cut at spaces, which adds a token in a hundred at most.
 */
export function countTokens(text: string): number {
  tokenizer ??= loadTokenizer();
  let tokens = 0;
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start);
    tokens += tokenizer.countTokens(text.slice(start, end), plainText);
    start = end;
  }
  return tokens;
}

function pieceEnd(text: string, start: number): number {
  const end = start + longestPiece;
  if (end >= text.length) return text.length;
  const space = text.lastIndexOf(' ', end);
  return space > start + longestPiece / 2 ? space : end;
}

function loadTokenizer(): Tokenizer {
  // Not imported: most processes never count anything, and whoever does cannot wait for a promise.
  const require = createRequire(import.meta.url);
  const loaded = require('gpt-tokenizer/encoding/o200k_base') as Tokenizer;
  // Its cache would keep words of the texts.
  loaded.setMergeCacheSize(0);
  return loaded;
}
