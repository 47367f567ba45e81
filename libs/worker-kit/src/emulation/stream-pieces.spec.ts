import type { CompletionEvent } from '@belugapi/contracts';
import { logprob, reasoning, started, text } from './__fixtures__/answer-events.js';
import { streamPieces } from './stream-pieces.js';

function pieces(event: CompletionEvent): CompletionEvent[] {
  const emitted: CompletionEvent[] = [];
  streamPieces((piece) => void emitted.push(piece))(event);
  return emitted;
}

const textOf = ({ event }: CompletionEvent) =>
  event?.$case === 'text' || event?.$case === 'reasoning' ? event.value.text : '';
const words = Array.from({ length: 200 }, (_, at) => 'whale'.slice(0, 1 + (at % 5))).join(' ');

describe('streamPieces', () => {
  it.each([
    ['words', words],
    ['no white space', 'x'.repeat(1_000)],
    ['characters of two units', '🐋'.repeat(500)],
    ['such ones out of step', `x${'🐋'.repeat(500)}`],
    ['lines', `${'line\n'.repeat(100)}`],
  ])('cuts a long text between characters, into pieces that add up to it: %s', (_, whole) => {
    for (const make of [text, reasoning]) {
      const cut = pieces(make(whole, 3)).map(textOf);
      expect(cut.join('')).toBe(whole);
      expect(cut.length).toBeGreaterThan(whole.length / 130);
      expect(cut.filter((piece) => piece.length > 120 || piece === '' || !piece.isWellFormed())).toEqual([]);
      expect(pieces(make(whole, 3)).slice(1)).toEqual(cut.slice(1).map((piece) => make(piece, 3)));
    }
  });

  it('cuts behind white space where there is any', () => {
    const cut = pieces(text(words)).map(textOf);
    expect(cut.slice(0, -1).filter((piece) => !piece.endsWith(' '))).toEqual([]);
  });

  it.each([
    ['short text', text('x'.repeat(120))],
    ['text with logprobs', text(words, 0, [logprob(words)])],
    ['anything else', started],
  ])('passes %s on as it is', (_, event) => {
    const [passed, ...more] = pieces(event);
    expect(passed).toBe(event);
    expect(more).toEqual([]);
  });
});
