import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeSpans, type ReceivedSpan } from './decode-spans.js';

/** A collector of traces that keeps them in memory. */
export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Of each request. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Every byte that came, as text: to look for what must not be in it. */
  readonly received: string;
  /** Waits until `wanted` gives something; throws, naming the spans that came, after `timeoutMs` (default 15,000). */
  until<Result>(wanted: (spans: readonly ReceivedSpan[]) => Result | undefined, timeoutMs?: number): Promise<Result>;
  close(): Promise<void>;
}

/** Takes OTLP over HTTP in protobuf on a free port of loopback. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const raw: Buffer[] = [];
  const news = new EventEmitter();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      raw.push(body);
      headers.push(request.headers);
      if (request.url !== '/v1/traces') return response.writeHead(404).end();
      spans.push(...decodeSpans(body));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      return news.emit('spans');
    })().catch(() => response.writeHead(400).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    get received() {
      return Buffer.concat(raw).toString('latin1');
    },
    until: async (wanted, timeoutMs = 15_000) => {
      const signal = AbortSignal.timeout(timeoutMs);
      for (;;) {
        const found = wanted(spans);
        if (found !== undefined) return found;
        await once(news, 'spans', { signal }).catch(() => {
          const names = spans.map(({ service, name }) => `${service} ${name}`);
          throw new Error(`the spans that were waited for did not come:\n${names.join('\n')}`);
        });
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
