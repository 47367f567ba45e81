import type { Token } from 'node-llama-cpp';
import { createTokenText, type Detokenize } from './token-text.js';

// Every token is one byte.
const fromBytes: Detokenize = (tokens) => Buffer.from(tokens).toString('utf8');
const bytesOf = (text: string): Token[] => [...Buffer.from(text)] as Token[];

describe('createTokenText', () => {
  it.each(['plain', 'Grüße', '日本語', '🐋 whale 🐳', 'e\u0301', '👩‍👩‍👧'])('never cuts a code point of %s', (text) => {
    const decoder = createTokenText(fromBytes);
    const pieces = bytesOf(text).map((token) => decoder.push(token));
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) expect(piece).not.toContain('\uFFFD');
  });

  it('gives up on bytes that are no UTF-8, and goes on after them', () => {
    const decoder = createTokenText(fromBytes);
    const text = [0xff, 0xff, 0xff, 0xff, ...bytesOf('ok')].map((token) => decoder.push(token as Token)).join('');
    expect(text).toBe('\uFFFD\uFFFD\uFFFD\uFFFDok');
  });

  it('tells the detokenizer what came before, first the end of the prompt', () => {
    const seen: (readonly Token[])[] = [];
    const decoder = createTokenText((tokens, before) => {
      seen.push(before);
      return fromBytes(tokens, before);
    }, bytesOf('prompt'));
    decoder.push(65 as Token);
    decoder.push(66 as Token);
    expect(seen).toEqual([bytesOf('mpt'), [...bytesOf('pt'), 65]]);
  });
});
