import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CompletionEvent } from '@belugapi/contracts';
import { plainAdapter, textOf, vendorTask } from './__fixtures__/plain-adapter.js';
import { KeyPool } from './key-pool.js';
import { UpstreamClient } from './upstream-call.js';
import { UpstreamSource } from './upstream-source.js';

const client = new UpstreamClient({ connectMs: 2_000, headersMs: 300, silenceMs: 300 });
const servers: Server[] = [];

afterAll(async () => {
  await client.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A vendor that answers as no emulator of a good one would. */
async function oddVendor(answer: RequestListener): Promise<{ source: UpstreamSource; connections(): number }> {
  let connections = 0;
  const server = createServer(answer).on('connection', () => (connections += 1));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
  const source = new UpstreamSource({ adapter: plainAdapter, client, baseUrl, keys: new KeyPool(['key-a']) });
  return { source, connections: () => connections };
}

async function complete(source: UpstreamSource, stream = true): Promise<CompletionEvent[]> {
  const events: CompletionEvent[] = [];
  for await (const together of source.complete(vendorTask({}, stream), new AbortController().signal))
    events.push(...together);
  return events;
}

const sse = { 'content-type': 'text/event-stream' };
const chunk = 'data: {"choices":[{"delta":{"content":"whole"}}]}\n\n';

describe('UpstreamSource with an odd vendor', () => {
  it('reads an error in HTTP 200 where a stream was asked for', async () => {
    const { source } = await oddVendor((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end('{"error":{"message":"busy"}}');
    });
    expect(await complete(source)).toMatchObject([{ event: { $case: 'failed', value: { message: 'busy' } } }]);
  });

  it('reads a stream where a whole answer was asked for', async () => {
    const { source } = await oddVendor((_, response) => {
      response.writeHead(200, sse).end(`${chunk}data: [DONE]\n\n`);
    });
    const events = await complete(source, false);
    expect(textOf(events)).toBe('whole');
    expect(events.at(-1)?.event?.$case).toBe('completed');
  });

  it('uses the connection again although the end of the body follows the last event by a while', async () => {
    const ends: (() => void)[] = [];
    const { source, connections } = await oddVendor((_, response) => {
      response.writeHead(200, sse).write(`${chunk}data: [DONE]\n\n`);
      ends.push(() => response.end());
    });
    for (let round = 1; round <= 3; round += 1) {
      expect(textOf(await complete(source))).toBe('whole');
      ends.at(-1)?.();
      // The end has to arrive before the next call looks for an idle connection.
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(connections()).toBe(1);
    }
  });

  it('keeps no more than 64 KiB of a refusal', async () => {
    const { source } = await oddVendor((_, response) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('x'.repeat(1024 * 1024));
    });
    const [event] = await complete(source);
    expect(event?.event?.$case === 'failed' && event.event.value.message.length).toBe(64 * 1024);
  });

  it('fails an answer that never starts, and one that stops, as too slow', async () => {
    const silent = await oddVendor(() => undefined);
    const stopped = await oddVendor((_, response) => void response.writeHead(200, sse).write(chunk));
    for (const { source } of [silent, stopped]) {
      expect((await complete(source)).at(-1)).toMatchObject({
        event: { $case: 'failed', value: { message: 'The provider took too long to answer.' } },
      });
    }
  });

  it('fails an answer that is no HTTP, saying nothing of the host', async () => {
    const { source } = await oddVendor((_, response) => void response.socket?.end('no such protocol\r\n\r\n'));
    const [event] = await complete(source);
    expect(event?.event?.$case).toBe('failed');
    expect(JSON.stringify(event)).not.toContain('127.0.0.1');
  });
});
