/** JSON that we only carry: the gateway made the text from the caller's own. */
export function parseCarried(json: string): unknown {
  return JSON.parse(json);
}
