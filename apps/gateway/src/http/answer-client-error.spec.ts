import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { answerClientError } from './answer-client-error.js';
import { httpBounds } from './http-bounds.js';

let server: Server;
beforeAll(async () => {
  server = createServer(httpBounds, (request, response) => {
    response.write('half');
    request.once('close', () => response.end());
  });
  server.on('clientError', answerClientError);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => void server.close());

/** All that comes back until the connection is over; each piece but the first is sent when something has come back. */
async function send(...pieces: readonly string[]): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await once(socket, 'data');
    socket.write(piece);
  }
  await closed;
  return answer;
}

const secret = 'bapi_pub_secret-of-the-specimen';
const start = `GET / HTTP/1.1\r\nHost: specimen\r\nAuthorization: Bearer ${secret}`;

test.each([
  ['headers above the bound', `${start}${'x'.repeat(httpBounds.maxHeaderSize)}\r\n\r\n`, 431, 'request_too_large'],
  ['a line that is no header', `${start}\r\nno colon\r\n\r\n`, 400, 'invalid_request'],
  ['a NUL in a header', `${start}\0\r\n\r\n`, 400, 'invalid_request'],
  ['what is no HTTP', `${secret}\r\n\r\n`, 400, 'invalid_request'],
])('%s is answered as an error of ours', async (_what, text, status, code) => {
  const answer = await send(text);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
  expect(answer).toMatch(/\r\nx-request-id: req_[0-9a-f]{32}\r\n/);
  const [, body = ''] = answer.split('\r\n\r\n');
  expect(JSON.parse(body)).toMatchObject({ error: { type: 'invalid_request_error', param: null, code } });
  expect(answer).not.toContain('specimen');
});

test('an answer that is being written is cut and not mixed with another', async () => {
  const answer = await send('GET / HTTP/1.1\r\nHost: specimen\r\n\r\n', 'no HTTP\r\n\r\n');
  expect(answer).toContain('half');
  expect(answer).not.toContain('error');
});
