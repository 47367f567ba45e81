/** Looks for stop sequences in text that comes in pieces. */
export class StopSearch {
  private readonly stops: readonly string[];
  private readonly longest: number;

  constructor(stops: readonly string[]) {
    // Half a code point is in no text, and to cut there would split one.
    this.stops = stops.filter((stop) => stop !== '' && stop.isWellFormed());
    this.longest = Math.max(0, ...this.stops.map((stop) => stop.length));
  }

  /** Where the first stop sequence begins; -1 where there is none. */
  find(text: string): number {
    let first = -1;
    for (const stop of this.stops) {
      const at = text.indexOf(stop);
      if (at !== -1 && (first === -1 || at < first)) first = at;
    }
    return first;
  }

  /** Where the longest end of the text begins that more text may make a stop sequence; the text's length where none does. */
  openFrom(text: string): number {
    // On the token path: pieces are short, and hardly a character begins a stop sequence.
    for (let at = Math.max(0, text.length - this.longest + 1); at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      for (const stop of this.stops) {
        if (stop.charCodeAt(0) === code && stop.startsWith(text.slice(at))) return at;
      }
    }
    return text.length;
  }
}
