import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { idleGateway } from '../__fixtures__/idle-gateway.js';

let app: NestFastifyApplication;
beforeAll(async () => (app = await idleGateway()));
afterAll(() => app.close());

test.each([
  ['GET', '/v1/chat/completions', 'POST'],
  ['OPTIONS', '/v1/chat/completions', 'POST'],
  ['DELETE', '/v1/models/gpt-5.4', 'HEAD, GET'],
  ['POST', '/v1/models?all=true', 'HEAD, GET'],
  ['GET', '/admin/v1/keys/key_1/rotate', 'POST'],
  ['PUT', '/admin/v1/organizations/acme/credit', 'POST, HEAD, GET'],
])('%s %s: 405, and what it takes', async (method, url, allow) => {
  const answer = await app.inject({ method: method as 'GET', url });
  expect(answer.statusCode).toBe(405);
  expect(String(answer.headers['allow']).split(', ').toSorted()).toEqual(allow.split(', ').toSorted());
  expect(answer.json()).toMatchObject({ error: { code: 'method_not_allowed', type: 'invalid_request_error' } });
});

test.each([
  ['GET', '/'],
  ['GET', '/v1/models/'],
  ['GET', '/v1/models/a/b'],
  ['POST', '/v2/chat/completions'],
  ['GET', '/v1/models/too-long'],
])('%s %s: 404 in OpenAI’s shape', async (method, url) => {
  const answer = await app.inject({ method: method as 'GET', url: url.replace('too-long', 'x'.repeat(600)) });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
  expect(answer.headers['x-request-id']).toMatch(/^req_/);
  expect(answer.json()).toMatchObject({ error: { code: 'unknown_url' } });
});

test('what no route takes is said before its body is looked at', async () => {
  const headers = { 'content-type': 'text/plain' };
  const post = (url: string, payload: string) => app.inject({ method: 'POST', url, headers, payload });
  expect((await post('/v2/chat/completions', 'hello')).statusCode).toBe(404);
  expect((await post('/v1/models', 'hello')).statusCode).toBe(405);
  // RFC 10008: the one method that needs a content type.
  expect((await app.inject({ method: 'QUERY' as 'GET', url: '/v1/models' })).statusCode).toBe(405);
});

test.each(['/v1/models/%zz', '/%', '/v1/models/%c0%80'])('%s: 400 in OpenAI’s shape', async (url) => {
  const answer = await app.inject({ method: 'GET', url });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'application/json; charset=utf-8']);
  expect(answer.headers['x-request-id']).toMatch(/^req_/);
  expect(answer.json()).toMatchObject({ error: { code: 'invalid_value' } });
});

test('HEAD is GET without its body', async () => {
  const answer = await app.inject({ method: 'HEAD', url: '/livez' });
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
});
