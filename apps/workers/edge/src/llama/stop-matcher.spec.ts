import { createStopMatcher } from './stop-matcher.js';

function run(words: readonly string[], pieces: readonly string[]): { sent: string; matched: boolean } {
  const matcher = createStopMatcher(words);
  let sent = '';
  for (const piece of pieces) {
    const { text, matched } = matcher.push(piece);
    sent += text;
    if (matched) return { sent, matched };
  }
  return { sent: sent + matcher.flush(), matched: false };
}

describe('createStopMatcher', () => {
  it('finds a stop word however the text is cut, and sends none of it', () => {
    const text = 'one two STOP three';
    for (let first = 0; first <= text.length; first++)
      for (let second = first; second <= text.length; second++) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(run(['STOP'], pieces)).toEqual({ sent: 'one two ', matched: true });
      }
  });

  it('sends a beginning that did not become a stop word', () => {
    expect(run(['\n\n'], ['a\n', 'b', '\n'])).toEqual({ sent: 'a\nb\n', matched: false });
  });

  it('holds back no more than a stop word can still need', () => {
    const matcher = createStopMatcher(['abab']);
    expect(matcher.push('xxaba').text).toBe('xx');
    expect(matcher.push('c').text).toBe('abac');
  });

  it('cuts at the earliest of several stop words', () => {
    expect(run(['three', 'two'], ['one two three'])).toEqual({ sent: 'one ', matched: true });
  });

  it('passes everything at once without stop words', () => {
    expect(createStopMatcher(['']).push('text')).toEqual({ text: 'text', matched: false });
  });
});
