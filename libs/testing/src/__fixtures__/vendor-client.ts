/** Posts JSON to an emulated vendor. */
export function postJson(url: string, body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The JSON of each event of a stream; throws for an answer that is none. */
export async function eventsOf<Event>(response: Response): Promise<Event[]> {
  const type = response.headers.get('content-type');
  if (!type?.startsWith('text/event-stream')) throw new Error(`no stream, but ${type}: ${await response.text()}`);
  const lines = (await response.text()).split(/\r?\n/).filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as Event);
}
