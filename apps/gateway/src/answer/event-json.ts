// Ends of a line to clients that split the stream as text (Python's str.splitlines), though not in the standard.
const foreignLineEnd = /[\u0085\u2028\u2029]/;

/** JSON that is one line to every client of an event stream. */
export function eventJson(value: unknown): string {
  const json = JSON.stringify(value);
  return foreignLineEnd.test(json) ? escapeLineEnds(json) : json;
}

function escapeLineEnds(json: string): string {
  return json.replaceAll('\u0085', '\\u0085').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
