import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, RpcException } from '@nestjs/microservices';
import type { INestMicroservice } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { KeyRejection, Principal, type VerifyKeyRequest, type VerifyKeyResponse } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { busRequest, BusRequestError } from './bus-request.js';
import { connectBus } from './connect-bus.js';
import { NatsProtobufServer, type NatsProtobufServerOptions } from './nats-protobuf-server.js';
import type { RequestDefinition } from './request-definition.js';
import { listLedger, verifyKey } from './requests.js';

let nats: TestNats;
let caller: NatsConnection;
const connections: NatsConnection[] = [];

async function connected(name: string): Promise<NatsConnection> {
  const connection = await connectBus({ url: nats.url, name });
  connections.push(connection);
  return connection;
}

beforeAll(async () => {
  nats = await startTestNats();
  caller = await connected('caller');
}, 180_000);

afterAll(async () => {
  for (const connection of connections) await connection.close();
  await nats.stop();
});

type Handler = (request: VerifyKeyRequest) => VerifyKeyResponse | Promise<VerifyKeyResponse>;

/** A service of its own, as auth is one, that answers verify-key with `handler`. */
async function serve(
  handler: Handler,
  connection?: NatsConnection,
  observe?: NatsProtobufServerOptions['observe'],
): Promise<INestMicroservice> {
  @Controller()
  class KeysController {
    @MessagePattern(verifyKey.subject)
    verify(request: VerifyKeyRequest): VerifyKeyResponse | Promise<VerifyKeyResponse> {
      return handler(request);
    }
  }
  @Module({ controllers: [KeysController] })
  class KeysModule {}
  const own = connection ?? (await connected('service'));
  const strategy = new NatsProtobufServer({
    connection: own,
    queue: 'auth',
    definitions: [verifyKey as RequestDefinition<unknown, unknown>],
    observe,
  });
  const service = await NestFactory.createMicroservice(KeysModule, { strategy, logger: false });
  await service.listen();
  await own.flush();
  return service;
}

const rejected: VerifyKeyResponse = { result: { $case: 'rejected', value: KeyRejection.REVOKED } };
const ask = (digest = 'digest', timeoutMs = 5_000) =>
  busRequest(caller, verifyKey, { keyDigest: Buffer.from(digest) }, timeoutMs);

async function failure(asked: Promise<unknown>): Promise<BusRequestError> {
  const error = await asked.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof BusRequestError) return error;
  throw error;
}

test('a handler gets the decoded request, and its caller the decoded response', async () => {
  const heard: VerifyKeyRequest[] = [];
  const service = await serve((request) => {
    heard.push(request);
    return rejected;
  });
  await expect(ask('who')).resolves.toEqual(rejected);
  expect(heard.map(({ keyDigest }) => Buffer.from(keyDigest).toString())).toEqual(['who']);
  await service.close();
});

test('nobody there is known at once; one that says nothing, after the timeout', async () => {
  const startedAt = performance.now();
  const nobody = await failure(ask('x', 60_000));
  expect(nobody).toMatchObject({ kind: 'no-responders', subject: 'auth.v1.verify-key' });
  expect(nobody.message).toBe('auth.v1.verify-key: no-responders');
  expect(performance.now() - startedAt).toBeLessThan(5_000);

  const silent = caller.subscribe(verifyKey.subject);
  expect((await failure(ask('x', 50))).kind).toBe('timeout');
  silent.unsubscribe();
});

test('an answer that cannot be read, and a closed connection, are failures of the request', async () => {
  const babbler = caller.subscribe(verifyKey.subject, {
    callback: (_error, message) => void message.respond(new Uint8Array([0x0a, 0xff])),
  });
  const unreadable = await failure(ask());
  expect([unreadable.kind, unreadable.message]).toEqual(['remote', 'auth.v1.verify-key: the answer cannot be read']);
  babbler.unsubscribe();

  const other = await connected('soon gone');
  await other.close();
  const closed = await failure(busRequest(other, verifyKey, { keyDigest: Buffer.of(1) }, 1_000));
  expect(closed.kind).toBe('disconnected');
});

test('an error of a handler reaches the caller in one clean line, an unexpected one without its text', async () => {
  let thrown: Error = new RpcException(
    'the key store is\r\nBeluga-Error: closed \u2028 für heute ' + 'x'.repeat(1_000),
  );
  const service = await serve(() => {
    throw thrown;
  });
  const told = await failure(ask());
  expect(told.kind).toBe('remote');
  expect(told.message).toMatch(/^auth\.v1\.verify-key: the key store is Beluga-Error: closed {3}f r heute x+$/);
  expect(told.message.length).toBeLessThan(540);

  thrown = new Error('password=hunter2 is wrong');
  const hidden = await failure(ask());
  expect([hidden.kind, hidden.message]).toEqual(['remote', 'auth.v1.verify-key: Internal server error']);
  await service.close();
});

test('a request that cannot be read is answered with an error, and the next one as ever', async () => {
  const service = await serve(() => rejected);
  const raw: RequestDefinition<Uint8Array, VerifyKeyResponse> = {
    ...verifyKey,
    request: {
      ...verifyKey.request,
      encode: (bytes: Uint8Array) => ({ finish: () => bytes }),
    } as unknown as RequestDefinition<Uint8Array, VerifyKeyResponse>['request'],
  };
  const unreadable = await failure(busRequest(caller, raw, new Uint8Array([0x0a, 0x7f, 1]), 5_000));
  expect([unreadable.kind, unreadable.message]).toEqual(['remote', 'auth.v1.verify-key: the request cannot be read']);
  // Without a reply subject there is nobody to tell.
  caller.publish(verifyKey.subject, new Uint8Array([0x0a, 0x7f, 1]));
  await expect(ask()).resolves.toEqual(rejected);
  await service.close();
});

test('an answer that cannot be written is an error to the caller and no end of the service', async () => {
  const answers: unknown[] = [{ result: { $case: 'rejected', value: 1.5 } }, rejected];
  const service = await serve(() => answers.shift() as VerifyKeyResponse);
  expect((await failure(ask())).message).toBe('auth.v1.verify-key: the answer cannot be written');
  await expect(ask()).resolves.toEqual(rejected);
  await service.close();
});

test('replicas of one queue share the requests, and one that closes leaves them to the other', async () => {
  const counts = [0, 0];
  const counting = (index: 0 | 1) => () => {
    counts[index] = (counts[index] ?? 0) + 1;
    return rejected;
  };
  const first = await serve(counting(0));
  const second = await serve(counting(1));
  await Promise.all(Array.from({ length: 100 }, () => ask()));
  expect(counts.reduce((sum, count) => sum + count)).toBe(100);
  for (const count of counts) expect(count).toBeGreaterThan(10);

  await first.close();
  const before = counts[0];
  await Promise.all(Array.from({ length: 20 }, () => ask()));
  expect(counts[0]).toBe(before);
  await second.close();
  expect((await failure(ask())).kind).toBe('no-responders');
});

test('close waits for the requests in hand and has their answers out, so that the connection may go', async () => {
  const connection = await connected('closing');
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<VerifyKeyResponse>();
  const service = await serve(() => {
    begun.resolve();
    return finish.promise;
  }, connection);
  const answer = ask('digest', 20_000);
  await begun.promise;

  let closed = false;
  const closing = service.close().then(() => (closed = true));
  // The subscription is gone, while the request in hand still holds the service. One that came before waits like that one.
  while ((await failure(ask('late', 100))).kind !== 'no-responders');
  expect(closed).toBe(false);
  finish.resolve(rejected);
  await closing;
  await connection.close();
  await expect(answer).resolves.toEqual(rejected);
});

test('a service closes though its connection is gone, and names only what is defined', async () => {
  const connection = await connected('gone');
  const service = await serve(() => rejected, connection);
  await connection.close();
  await service.close();
  expect(listLedger.subject).toBe('billing.v1.list-ledger');
});

test('requests that come with a trace are told of, and how they ended', async () => {
  const seen: unknown[] = [];
  const handler = ({ keyDigest }: VerifyKeyRequest) => {
    if (Buffer.from(keyDigest).toString() === 'bad') throw new RpcException('no');
    return rejected;
  };
  const service = await serve(handler, undefined, (subject, trace) => {
    seen.push([subject, trace]);
    return (failed) => void seen.push(failed);
  });
  const trace = { traceparent: '00-1-2-01', tracestate: 'a=1' };
  const askTraced = (digest: string, withState: boolean) =>
    busRequest(
      caller,
      verifyKey,
      { keyDigest: Buffer.from(digest) },
      5_000,
      withState ? trace : { ...trace, tracestate: '' },
    );
  await askTraced('good', true);
  await failure(askTraced('bad', false));
  await ask();
  expect(seen).toEqual([[verifyKey.subject, trace], false, [verifyKey.subject, { ...trace, tracestate: '' }], true]);
  await service.close();
});

describe('an answer that does not get out', () => {
  const trace = { traceparent: '00-1-2-01', tracestate: '' };
  const askTraced = () => busRequest(caller, verifyKey, { keyDigest: Buffer.of(1) }, 5_000, trace);
  const wrong = { result: { $case: 'rejected', value: 1.5 } } as unknown as VerifyKeyResponse;
  // NATS takes 1 MiB.
  const long: VerifyKeyResponse = {
    result: { $case: 'principal', value: Principal.create({ keyId: 'k'.repeat(2_000_000) }) },
  };

  test.each([
    ['cannot be written', wrong, 'the answer cannot be written'],
    ['is too long', long, expect.stringContaining('max_payload') as string],
  ])('is a failure to its trace and to its caller: one that %s', async (_which, response, said) => {
    const ended: boolean[] = [];
    const service = await serve(
      () => response,
      undefined,
      () => (failed) => void ended.push(failed),
    );
    const told = await failure(askTraced());
    expect(told.kind).toBe('remote');
    expect(told.message.replace(/^auth\.v1\.verify-key: /, '')).toEqual(said);
    expect(ended).toEqual([true]);
    await service.close();
  });

  test('is a failure to its trace where the connection is gone', async () => {
    const connection = await connected('broken');
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<VerifyKeyResponse>();
    const ended = Promise.withResolvers<boolean>();
    const handler = () => {
      begun.resolve();
      return finish.promise;
    };
    const service = await serve(handler, connection, () => ended.resolve);
    const asked = failure(busRequest(caller, verifyKey, { keyDigest: Buffer.of(1) }, 200, trace));
    await begun.promise;
    await connection.close();
    finish.resolve(rejected);
    expect(await ended.promise).toBe(true);
    expect((await asked).kind).toBe('timeout');
    await service.close();
  });
});
