export interface StopMatcher {
  /** The text that may be sent now, and whether a stop word ended it. The stop word itself is never part of it. */
  push(text: string): { readonly text: string; readonly matched: boolean };
  /** What was held back for a stop word that never completed. */
  flush(): string;
}

/** Finds stop words in text that arrives in pieces, wherever the pieces are cut. */
export function createStopMatcher(stopWords: readonly string[]): StopMatcher {
  const words = stopWords.filter((word) => word !== '');
  let held = '';
  return {
    push(text) {
      held += text;
      const starts = words.map((word) => held.indexOf(word)).filter((start) => start >= 0);
      if (starts.length > 0) {
        const before = held.slice(0, Math.min(...starts));
        held = '';
        return { text: before, matched: true };
      }
      const keep = Math.max(0, ...words.map((word) => overlap(held, word)));
      const ready = held.slice(0, held.length - keep);
      held = held.slice(held.length - keep);
      return { text: ready, matched: false };
    },
    flush() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}

/** Length of the longest end of `text` with which `word` begins. */
function overlap(text: string, word: string): number {
  for (let length = Math.min(text.length, word.length - 1); length > 0; length--)
    if (text.endsWith(word.slice(0, length))) return length;
  return 0;
}
