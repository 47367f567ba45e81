import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readGatewayConfig } from '../gateway-config.js';
import { listenHttp } from './listen-http.js';

Object.assign(process.env, { BELUGA_RELAY_TOKEN: 'token', HOST: '127.0.0.1', PORT: '0' });

const appOf = (server: ReturnType<typeof createServer>) =>
  ({ getHttpServer: () => server }) as unknown as NestFastifyApplication;

test('an open connection that says nothing does not hold up the end, an answer under way does', async () => {
  const answering = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => {
    response.write('half of ');
    answering.resolve(response);
  });
  const door = await listenHttp(appOf(server), readGatewayConfig());
  const silent = connect(Number(new URL(door.url).port), '127.0.0.1');
  await once(silent, 'connect');
  const closed = once(silent, 'close');
  const answer = await fetch(door.url);
  const response = await answering.promise;

  let over = false;
  const ended = door.close().then(() => (over = true));
  await closed;
  expect(over).toBe(false);
  response.end('it');
  expect(await answer.text()).toBe('half of it');
  await ended;
});

test('a port that is shared has one of its own beside it', async () => {
  const server = createServer(({ url }, response) => response.end(url));
  const config = { ...readGatewayConfig(), BELUGA_REUSE_PORT: true };
  const door = await listenHttp(appOf(server), config);
  expect(door.ownUrl).not.toBe(door.url);
  for (const url of [door.url, door.ownUrl ?? '']) expect(await (await fetch(`${url}/x`)).text()).toBe('/x');
  await door.close();
  await expect(fetch(door.url)).rejects.toThrow('fetch failed');
});

test('an expectation that nobody knows is passed over', async () => {
  const door = await listenHttp(appOf(createServer(({ url }, response) => response.end(url))), readGatewayConfig());
  const call = request(`${door.url}/x`, { headers: { expect: 'the unexpected' } }).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  answer.resume();
  await door.close();
});
