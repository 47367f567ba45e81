import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { idleGateway } from '../__fixtures__/idle-gateway.js';

let app: NestFastifyApplication;
beforeAll(async () => (app = await idleGateway()));
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });

test('/openapi.json needs no key', async () => {
  const { statusCode, headers, body } = await get('/openapi.json');
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' });
  expect(JSON.parse(body)).toMatchObject({ openapi: '3.1.1', info: { title: 'BelugAPI' } });
});

test('who has it already gets no copy', async () => {
  const { headers } = await get('/openapi.json');
  const etag = String(headers['etag']);
  expect(etag).toMatch(/^"[\w-]{43}"$/);
  for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await get('/openapi.json', { 'if-none-match': given });
    expect([given, again.statusCode, again.body]).toEqual([given, 304, '']);
  }
  expect((await get('/openapi.json', { 'if-none-match': '"other"' })).statusCode).toBe(200);
});

test('the page loads everything from here, and may load nothing else', async () => {
  const page = await get('/docs');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(page.body).not.toMatch(/\bhttps?:|\bsrc="\/\/|<script>|<style>|style="/);

  const named = [...page.body.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, file = '']) => file);
  expect(named).toHaveLength(4);
  for (const file of named) {
    const answer = await get(`/${file}`);
    const type = file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
    expect([file, answer.statusCode, answer.headers['content-type']]).toEqual([file, 200, type]);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(answer.body).not.toMatch(/@import|sourceMappingURL=http/);
  }
});

test('a path in another spelling is the same file', async () => {
  const { headers } = await get('/docs/swagger-ui.css');
  for (const url of ['/docs/%73wagger-ui.css', '/docs/swagger-ui.css?again', '/docs/swagger-ui%2Ecss']) {
    const answer = await get(url);
    expect([url, answer.statusCode, answer.headers['etag']]).toEqual([url, 200, headers['etag']]);
  }
});

test.each(['package.json', '..%2Fopenapi.json', '%2e%2e%2fpackage.json', 'swagger-ui.js'])(
  'no other file: %s',
  async (file) => {
    const { statusCode, body } = await get(`/docs/${file}`);
    expect(statusCode).toBe(404);
    expect(body).not.toContain('"version"');
  },
);

test('an operator can do without', async () => {
  const silent = await idleGateway(false);
  try {
    for (const url of ['/openapi.json', '/docs', '/docs/swagger-ui.css']) {
      expect((await silent.inject({ method: 'GET', url })).statusCode).toBe(404);
    }
    expect((await silent.inject({ method: 'GET', url: '/livez' })).statusCode).toBe(200);
  } finally {
    await silent.close();
  }
});
