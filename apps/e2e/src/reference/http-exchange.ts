import { Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';

export interface SentRequest {
  readonly method: string;
  /** Path and query, exactly as they go over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const longestMs = 15_000;

/** Sends a request as it is: `fetch` would put paths, methods and headers right first. */
export function exchange(
  url: string,
  agent: Agent,
  { method, target, headers, body }: SentRequest,
): Promise<ReceivedAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const call = httpRequest({ hostname, port, method, path: target, headers: { ...headers, ...length }, agent });
    call.setTimeout(longestMs, () => call.destroy(new Error('no answer in time')));
    call.once('error', reject);
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    call.end(body);
  });
}
