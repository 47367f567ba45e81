/** The address of a call: `path` (which may have a query) below `baseUrl`, whose own query stays. */
export function upstreamUrl(baseUrl: string, path: string): string {
  const [base, baseQuery] = split(baseUrl);
  const [rest, query] = split(path);
  const queries = [baseQuery, query].filter(Boolean).join('&');
  return base.replace(/\/+$/, '') + rest + (queries === '' ? '' : `?${queries}`);
}

function split(text: string): [string, string?] {
  const at = text.indexOf('?');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
