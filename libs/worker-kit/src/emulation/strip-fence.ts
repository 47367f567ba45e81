/** Text without white space around it, and without the code fence that models like to put around JSON. */
export function stripFence(text: string): { readonly start: number; readonly text: string } {
  const trimmed = text.trim();
  const [opening = ''] = /^```[a-z0-9]*\s*/i.exec(trimmed) ?? [];
  const closed = opening !== '' && trimmed.length >= opening.length + 3 && trimmed.endsWith('```');
  const inside = trimmed.slice(opening.length, closed ? -3 : undefined).trimEnd();
  return { start: text.length - text.trimStart().length + opening.length, text: inside };
}
