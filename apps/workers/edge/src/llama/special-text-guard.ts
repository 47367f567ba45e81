/** Stands where a control token's spelling was cut; a non-character, which no text may contain (Unicode, chapter 23.7). */
export const cutMark = '\uFDD0';

/**
 * Makes a caller's text safe to render into a chat template: every spelling of a control token in it is cut after its first
 * character. Rendered text is split at the marks before tokenising, so only the template's own spellings become control tokens.
 */
export function createSpecialTextGuard(spellings: readonly string[]): (text: string) => string {
  // A single character cannot be cut.
  const patterns = spellings.filter((spelling) => spelling.length > characterLength(spelling, 0)).map(escapePattern);
  if (patterns.length === 0) return (text) => text.replaceAll(cutMark, '');
  const anywhere = new RegExp(patterns.join('|'), 'gu');
  return (text) => {
    const plain = text.replaceAll(cutMark, '');
    let guarded = '';
    let from = 0;
    anywhere.lastIndex = 0;
    for (let match = anywhere.exec(plain); match !== null; match = anywhere.exec(plain)) {
      const cut = match.index + characterLength(plain, match.index);
      guarded += plain.slice(from, cut) + cutMark;
      from = cut;
      // Spellings may overlap: the next one can begin right behind the cut.
      anywhere.lastIndex = cut;
    }
    return guarded + plain.slice(from);
  };
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/gu, String.raw`\$&`);
}
