import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { settled } from './__fixtures__/settled-event.js';
import { connectBus } from './connect-bus.js';
import { UsagePublisher } from './usage-publisher.js';
import { consumeUsage, ensureUsageStream, type UsageConsumption } from './usage-stream.js';

jest.setTimeout(60_000);
let nats: TestNats;
let connection: NatsConnection;
let directory: string;
let publishers: UsagePublisher[] = [];
const errors: unknown[] = [];

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'spool-spec' });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await nats.stop();
});
beforeEach(async () => {
  directory = path.join(mkdtempSync(path.join(tmpdir(), 'belugapi-spool-')), 'spool');
  await (await jetstreamManager(connection)).streams.delete('USAGE').catch(() => undefined);
  await ensureUsageStream(connection);
  errors.length = 0;
});
afterEach(async () => {
  for (const publisher of publishers) await publisher.close();
  publishers = [];
  rmSync(path.dirname(directory), { recursive: true, force: true });
});

function spooling(afterMs = 100): UsagePublisher {
  const onError = (error: unknown) => errors.push(error);
  const publisher = new UsagePublisher(connection, undefined, { directory, afterMs, onError });
  publishers.push(publisher);
  return publisher;
}
const names = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const files = () => (existsSync(directory) ? readdirSync(directory) : []);

/** The ids that arrive, each once, when all of `ids` are there. */
async function bookedOf(ids: readonly string[]): Promise<string[]> {
  const booked = new Set<string>();
  const all = Promise.withResolvers<void>();
  const consumption: UsageConsumption = await consumeUsage(await ensureUsageStream(connection), {
    book: async (events) => {
      for (const { completionId } of events) booked.add(completionId);
      if (ids.every((id) => booked.has(id))) all.resolve();
    },
    onError: (error) => all.reject(error),
    restMs: 0,
  });
  await all.promise;
  await consumption.stop();
  return [...booked];
}
const untilDrained = async (publisher: UsagePublisher) => {
  while (publisher.spooled) await new Promise((resolve) => setImmediate(resolve));
};
/** The server is back, and the connection with it. */
async function resume(): Promise<void> {
  const status = connection.status();
  await nats.resume();
  for await (const { type } of status) if (type === 'reconnect') return;
}

test('nothing touches the disk while JetStream answers', async () => {
  const publisher = spooling(5_000);
  const ids = names(300, 'swift');
  await Promise.all(ids.map((id) => publisher.publish(settled(id))));
  expect([files(), publisher.spooled, publisher.pending, publisher.pendingSeconds]).toEqual([[], false, 0, 0]);
  expect(await bookedOf(ids)).toHaveLength(300);
});

test('what JetStream does not take in time is on disk, and reaches it once it is back', async () => {
  const publisher = spooling();
  await publisher.publish(settled('before'));
  await nats.interrupt();
  const ids = names(600, 'away');
  const startedAt = performance.now();
  await Promise.all(ids.map((id) => publisher.publish(settled(id))));
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect([publisher.spooled, publisher.pending, files().length]).toEqual([true, 0, 1]);
  // It is known by now that nobody answers.
  const known = performance.now();
  await publisher.publish(settled('later'));
  expect(performance.now() - known).toBeLessThan(100);
  await resume();
  await untilDrained(publisher);
  expect(files()).toEqual([]);
  const booked = await bookedOf(['before', ...ids, 'later']);
  expect(booked).toHaveLength(602);
  await publisher.publish(settled('afterwards'));
  expect([files(), await bookedOf(['afterwards'])]).toEqual([[], ['afterwards']]);
  expect(errors).toEqual([]);
});

test('a publisher that stops while JetStream is away leaves its events to the next', async () => {
  const publisher = spooling(10);
  await nats.interrupt();
  for (const id of names(3, 'left')) void publisher.publish(settled(id));
  await publisher.close();
  expect([publisher.pending, files().length]).toEqual([0, 1]);
  await resume();
  const next = spooling();
  expect(await bookedOf(names(3, 'left'))).toHaveLength(3);
  await untilDrained(next);
  expect(files()).toEqual([]);
});

test('an event that was said to be durable survives its process and the server', async () => {
  const script = path.join(__dirname, '__fixtures__/spooling-process.mjs');
  const child: ChildProcess = spawn(process.execPath, [script, nats.url, directory], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const told: unknown[] = [];
  const durable = new Set<string>();
  let heard = Promise.withResolvers<void>();
  child.on('message', (message: { durable?: string }) => {
    told.push(message);
    if (message.durable !== undefined) durable.add(message.durable);
    heard.resolve();
    heard = Promise.withResolvers();
  });
  await once(child, 'message');
  await nats.interrupt();
  const ids = names(200, 'killed');
  for (const id of ids) child.send(id);
  while (durable.size < 150) await heard.promise;
  child.kill('SIGKILL');
  await once(child, 'exit');
  await resume();
  const next = spooling();
  const booked = await bookedOf([...durable]);
  expect(booked.filter((id) => !ids.includes(id))).toEqual([]);
  await untilDrained(next);
  expect(files()).toEqual([]);
  expect(told.filter((message) => 'error' in (message as object))).toEqual([]);
});

test('events stay in memory where the directory cannot be written', async () => {
  const publisher = spooling(10);
  rmSync(directory, { recursive: true });
  await nats.interrupt();
  const publishing = names(3, 'memory').map((id) => publisher.publish(settled(id)));
  while (errors.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(publisher.pending).toBe(3);
  // It was told to wait 10 ms, and the oldest has waited since.
  expect(publisher.pendingSeconds).toBeGreaterThan(0.009);
  await resume();
  await Promise.all(publishing);
  expect(await bookedOf(names(3, 'memory'))).toHaveLength(3);
  expect(errors[0]).toMatchObject({ code: 'ENOENT' });
});

test('an event that cannot be written is told of once and left out of the spool', async () => {
  const unwritable: string[] = [];
  const onError = (error: unknown) => errors.push(error);
  const publisher = new UsagePublisher(connection, ({ completionId }) => unwritable.push(completionId), {
    directory,
    afterMs: 10,
    onError,
  });
  publishers.push(publisher);
  await nats.interrupt();
  await Promise.all([publisher.publish(settled('good')), publisher.publish(settled('bad', -1))]);
  expect(unwritable).toEqual(['bad']);
  await resume();
  expect(await bookedOf(['good'])).toEqual(['good']);
  expect(errors).toEqual([]);
});
