import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { answerClientError } from './answer-client-error.js';
import { boundHeaders } from './bound-headers.js';
import { httpBounds } from './http-bounds.js';

let server: Server;
let strangers: Socket[] = [];
beforeAll(async () => {
  server = createServer(httpBounds, (request, response) => {
    request.resume().once('end', () => response.end('all of it'));
  });
  server.on('clientError', answerClientError);
  boundHeaders(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  for (const stranger of strangers) stranger.destroy();
  strangers = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const { maxHeaderSize } = httpBounds;
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Sends a megabyte of a header that does not end; tells what comes back. */
function openStranger(): { answer: () => string; closed: Promise<unknown> } {
  const stranger = connect((server.address() as AddressInfo).port, '127.0.0.1');
  strangers.push(stranger);
  let answer = '';
  stranger.on('data', (chunk) => (answer += chunk.toString('latin1')));
  stranger.on('error', () => undefined);
  stranger.write(`GET / HTTP/1.1\r\nHost: x\r\nAuthorization: ${'x'.repeat(maxHeaderSize - 1_024)}`);
  return { answer: () => answer, closed: once(stranger, 'close') };
}

test('more headers than all connections together may have are refused, and nobody else is', async () => {
  const opened = Array.from({ length: 80 }, openStranger);
  // A body is not a header, however large, and a header that ends is none that does not.
  const body = 'x'.repeat(4 * maxHeaderSize);
  const upload = fetch(url(), { method: 'POST', body });
  const long = fetch(url(), { headers: { authorization: 'x'.repeat(1024 * 1024) } });
  for (const asked of [upload, long]) expect(await (await asked).text()).toBe('all of it');
  const kept = 64 * 1024 * 1024;
  const most = Math.floor(kept / (maxHeaderSize - 1_024));
  let closed = 0;
  await new Promise<void>((resolve) => {
    for (const stranger of opened) void stranger.closed.then(() => ++closed >= 80 - most && resolve());
  });
  const refused = opened.filter(({ answer }) => answer().startsWith('HTTP/1.1 431 ')).length;
  expect(refused).toBe(closed);
  expect(80 - refused).toBeGreaterThan(50);
}, 20_000);
