import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenBody } from './open-adapter.js';

export interface OpenVendorAnswer {
  /** Default 200. */
  readonly status?: number;
  /** A text/event-stream where the status is 200. */
  readonly body: string;
}

/** A vendor that keeps what it was asked and answers as it was told, in order; the last answer for ever. */
export interface OpenVendor {
  readonly baseUrl: string;
  readonly bodies: readonly OpenBody[];
  readonly contentTypes: readonly (string | undefined)[];
  readonly raw: readonly Buffer[];
  answer(...answers: OpenVendorAnswer[]): void;
  close(): Promise<void>;
}

export async function startOpenVendor(): Promise<OpenVendor> {
  const raw: Buffer[] = [];
  const contentTypes: (string | undefined)[] = [];
  let answers: OpenVendorAnswer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      raw.push(Buffer.concat(chunks));
      contentTypes.push(request.headers['content-type']);
      const { status = 200, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500, body: '' };
      response
        .writeHead(status, { 'content-type': status === 200 ? 'text/event-stream' : 'application/json' })
        .end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raw,
    contentTypes,
    get bodies() {
      return raw.map((body) => JSON.parse(body.toString()) as OpenBody);
    },
    answer: (...next) => (answers = next),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
