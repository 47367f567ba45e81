/** A piece of content, told apart. */
export interface ToldApart {
  readonly thought: string;
  readonly text: string;
}

const opening = '<think>';
const closing = '</think>';

/**
 * Tells `<think>…</think>` at the head of content from what follows it, wherever the pieces are cut: it keeps back what may
 * become a tag, and the newlines inside and behind the tags, which belong to neither. Tags further on are text.
 */
export class ThinkTagReader {
  private held = '';
  private state: 'head' | 'thought-head' | 'thought' | 'text-head' | 'text' = 'head';

  /** What is sure after this piece; `last`: there is no more, so that nothing is kept back. */
  read(piece: string, last: boolean): ToldApart {
    let rest = this.held + piece;
    this.held = '';
    let thought = '';
    if (this.state === 'head') rest = this.head(rest, last);
    if (this.state === 'thought-head') rest = this.skip(rest, /^\n+/, 'thought');
    if (this.state === 'thought') [thought, rest] = this.thought(rest, last);
    if (this.state === 'text-head') rest = this.skip(rest, /^\s+/, 'text');
    return { thought, text: rest };
  }

  private head(rest: string, last: boolean): string {
    const start = rest.trimStart();
    if (start.startsWith(opening)) {
      this.state = 'thought-head';
      return start.slice(opening.length);
    }
    if (!last && opening.startsWith(start)) {
      this.held = rest;
      return '';
    }
    this.state = 'text';
    return rest;
  }

  private skip(rest: string, what: RegExp, next: 'thought' | 'text'): string {
    const kept = rest.replace(what, '');
    if (kept !== '') this.state = next;
    return kept;
  }

  private thought(rest: string, last: boolean): [thought: string, rest: string] {
    const end = rest.indexOf(closing);
    if (end >= 0) {
      this.state = 'text-head';
      return [withoutNewlines(rest.slice(0, end)), rest.slice(end + closing.length)];
    }
    const sure = last ? rest : withoutNewlines(withoutTagStart(rest));
    this.held = rest.slice(sure.length);
    return [sure, ''];
  }
}

function withoutNewlines(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}

function withoutTagStart(text: string): string {
  for (let length = closing.length - 1; length > 0; length -= 1) {
    if (text.endsWith(closing.slice(0, length))) return text.slice(0, -length);
  }
  return text;
}
