import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { idleGateway } from '../__fixtures__/idle-gateway.js';

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await idleGateway();
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

const url = '/admin/v1/keys';
const post = (payload: string | Buffer, headers: object = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });

test.each([
  ['nothing', '', 'invalid_json', 'The request body is empty.'],
  ['half of it', '{"name":', 'invalid_json', 'The request body is not valid JSON.'],
  ['in Latin-1', Buffer.from('{"name":"Zoë"}', 'latin1'), 'invalid_json', 'The request body is not UTF-8.'],
  [
    'what could change every object',
    '{"a":{"__proto__":{}}}',
    'invalid_value',
    'The request body holds a member named __proto__',
  ],
])('a body that is %s is refused for what it is', async (_what, body, code, message) => {
  const answer = await post(body);
  expect([answer.statusCode, answer.headers['connection']]).toEqual([400, 'close']);
  expect(answer.json()).toMatchObject({ error: { code, message: expect.stringContaining(message) as string } });
});

test('a compressed body is 415, and not JSON that cannot be read', async () => {
  const answer = await post(gzipSync('{"name":"ci"}'), { 'content-encoding': 'gzip' });
  expect(answer.statusCode).toBe(415);
  expect(answer.json()).toMatchObject({ error: { code: 'unsupported_media_type', type: 'invalid_request_error' } });
  expect(answer.json()).toMatchObject({ error: { message: expect.stringContaining('content-encoding') as string } });
  // Read as JSON: nobody is asked for a key before that.
  expect((await post('{"name":', { 'content-encoding': 'Identity' })).statusCode).toBe(400);
});

test.each([
  ['1.1', 400, '"message":"The request has no Host header."'],
  ['1.0', 200, '"status":"ok"'],
])('HTTP/%s without a Host: %s', async (version, status, told) => {
  const socket = connect((app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.write(`GET /livez HTTP/${version}\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toMatch(/\r\nx-request-id: req_[0-9a-f]{32}\r\n/);
  expect(answer).toContain(told);
});
