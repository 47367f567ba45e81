import { AckPolicy, DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { UsageEvent } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { settled } from './__fixtures__/settled-event.js';
import { connectBus } from './connect-bus.js';
import { subjects } from './subjects.js';
import { usageBacklog } from './usage-backlog.js';
import { UsagePublisher } from './usage-publisher.js';
import { consumeUsage, ensureUsageStream } from './usage-stream.js';

jest.setTimeout(30_000);
let nats: TestNats;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'usage-stream-spec' });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await nats.stop();
});
beforeEach(async () => {
  const manager = await jetstreamManager(connection);
  await manager.streams.delete('USAGE').catch(() => undefined);
});

const messagesStored = async () => (await (await jetstreamManager(connection)).streams.info('USAGE')).state.messages;

test('a stream and a consumer of other settings are brought up to date, and keep what an operator has set', async () => {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({
    name: 'USAGE',
    subjects: ['usage.v1.events', 'usage.v0.events'],
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.Old,
    max_bytes: 123_456_789,
    num_replicas: 1,
  });
  await manager.consumers.add('USAGE', {
    durable_name: 'billing',
    ack_policy: AckPolicy.Explicit,
    ack_wait: 77_000_000_000,
    max_ack_pending: 7,
  });
  const publisher = new UsagePublisher(connection);
  await publisher.publish(settled('kept'));
  const consumer = await ensureUsageStream(connection);
  expect((await manager.streams.info('USAGE')).config).toMatchObject({
    subjects: ['usage.v1.events'],
    discard: DiscardPolicy.New,
    max_bytes: 123_456_789,
  });
  expect((await consumer.info()).config).toMatchObject({ ack_wait: 5_000_000_000, max_ack_pending: 2_000 });
  await ensureUsageStream(connection);
  expect(await messagesStored()).toBe(1);
});

test('a stream that cannot become ours is an error', async () => {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'USAGE', subjects: ['usage.v1.events'], storage: StorageType.Memory });
  await expect(ensureUsageStream(connection)).rejects.toThrow(/storage type|retention/);
});

test('a message leaves the stream only once it is booked, and comes again when booking fails', async () => {
  const consumer = await ensureUsageStream(connection);
  await new UsagePublisher(connection).publish(settled('one'));
  const errors: unknown[] = [];
  let tries = 0;
  const done = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const inHand = Promise.withResolvers<void>();
  const consumption = await consumeUsage(consumer, {
    book: async (events) => {
      expect(events.map(({ completionId }) => completionId)).toEqual(['one']);
      if (++tries === 1) throw new Error('the database is away');
      inHand.resolve();
      await release.promise;
      done.resolve();
    },
    onError: (error) => errors.push(error),
    restMs: 0,
  });
  await inHand.promise;
  expect(errors).toEqual([new Error('the database is away')]);
  await expect(messagesStored()).resolves.toBe(1);

  let stopped = false;
  const stopping = consumption.stop().then(() => (stopped = true));
  await connection.flush();
  expect(stopped).toBe(false);
  release.resolve();
  await stopping;
  await done.promise;
  await connection.flush();
  await expect(messagesStored()).resolves.toBe(0);
});

test('a message that cannot be read is ended, told of, and holds up no other', async () => {
  const consumer = await ensureUsageStream(connection);
  const publisher = new UsagePublisher(connection);
  await publisher.publish(settled('before'));
  await connection.request(subjects.usageEvents, new Uint8Array([0x0a, 0x7f, 1]));
  await publisher.publish(settled('after'));
  const errors: unknown[] = [];
  const booked: string[] = [];
  const both = Promise.withResolvers<void>();
  const consumption = await consumeUsage(consumer, {
    book: async (events) => {
      booked.push(...events.map(({ completionId }) => completionId));
      if (booked.includes('after')) both.resolve();
    },
    onError: (error) => errors.push(error),
    restMs: 0,
  });
  await both.promise;
  await consumption.stop();
  expect(booked).toEqual(['before', 'after']);
  expect(errors).toHaveLength(1);
  await connection.flush();
  await expect(messagesStored()).resolves.toBe(0);
});

test('a consumer goes on after a restart of NATS', async () => {
  const booked: string[] = [];
  let wanted = Promise.withResolvers<void>();
  const consumption = await consumeUsage(await ensureUsageStream(connection), {
    book: async (events) => {
      booked.push(...events.map(({ completionId }) => completionId));
      wanted.resolve();
    },
    onError: () => undefined,
    restMs: 0,
  });
  const publisher = new UsagePublisher(connection);
  await publisher.publish(settled('before'));
  await wanted.promise;
  wanted = Promise.withResolvers();
  await nats.restart();
  await publisher.publish(settled('after'));
  await wanted.promise;
  await consumption.stop();
  expect(new Set(booked)).toEqual(new Set(['before', 'after']));
});

test('a stream that the server has lost is made again, and what comes then is booked', async () => {
  const booked: string[] = [];
  const options = {
    book: async (events: UsageEvent[]) => void booked.push(...events.map(({ completionId }) => completionId)),
    onError: (error: unknown) => booked.push(String(error)),
    restMs: 0,
  };
  const consumption = await consumeUsage(await ensureUsageStream(connection), options);
  const make = () => ensureUsageStream(connection);
  expect(await consumption.restore(make)).toBe(false);
  await (await jetstreamManager(connection)).streams.delete('USAGE');
  const publishing = new UsagePublisher(connection).publish(settled('homeless'));
  expect(await consumption.restore(make)).toBe(true);
  await publishing;
  expect(await consumption.caughtUp(5_000)).toBe(true);
  expect(booked).toEqual(['homeless']);
  await (await jetstreamManager(connection)).consumers.delete('USAGE', 'billing');
  expect(await consumption.restore(make)).toBe(true);
  await new UsagePublisher(connection).publish(settled('later'));
  expect(await consumption.caughtUp(5_000)).toBe(true);
  expect(booked).toEqual(['homeless', 'later']);
  await consumption.stop();
});

test('caughtUp waits for what was on the stream, cuts a rest short, and asks nothing of what comes later', async () => {
  const publisher = new UsagePublisher(connection);
  const booked: string[] = [];
  const consumption = await consumeUsage(await ensureUsageStream(connection), {
    book: async (events) => void booked.push(...events.map(({ completionId }) => completionId)),
    onError: () => undefined,
    restMs: 60_000,
  });
  await publisher.publish(settled('begins-the-rest'));
  await expect(consumption.caughtUp(5_000)).resolves.toBe(true);
  await publisher.publish(settled('in-the-rest'));
  await expect(consumption.caughtUp(5_000)).resolves.toBe(true);
  expect(booked).toEqual(['begins-the-rest', 'in-the-rest']);
  await consumption.caughtUp(5_000);
  await consumption.stop();
});

test('caughtUp says when it did not come to that in time', async () => {
  const release = Promise.withResolvers<void>();
  const consumption = await consumeUsage(await ensureUsageStream(connection), {
    book: () => release.promise,
    onError: () => undefined,
    restMs: 0,
  });
  await new UsagePublisher(connection).publish(settled('slow to book'));
  await expect(consumption.caughtUp(50)).resolves.toBe(false);
  release.resolve();
  await expect(consumption.caughtUp(5_000)).resolves.toBe(true);
  await consumption.stop();
});

test('what nobody has booked yet is told with its age, and is gone once it is booked', async () => {
  const consumer = await ensureUsageStream(connection);
  expect(await usageBacklog(connection)).toEqual({ messages: 0, ageSeconds: 0 });
  await new UsagePublisher(connection).publish(settled('chatcmpl-waits'));
  const first = await usageBacklog(connection);
  expect(first).toEqual({ messages: 1, ageSeconds: expect.any(Number) as number });
  let later = first;
  while (later.ageSeconds <= first.ageSeconds) later = await usageBacklog(connection);
  expect(later.ageSeconds).toBeLessThan(5);
  const consumption = await consumeUsage(consumer, { book: async () => undefined, onError: noError, restMs: 0 });
  while ((await usageBacklog(connection)).messages > 0) await consumption.caughtUp(1_000);
  await consumption.stop();
});

test('a server that gives no answer does not hold up who asks what is not booked', async () => {
  await nats.interrupt();
  try {
    const asked = performance.now();
    await expect(usageBacklog(connection)).rejects.toThrow(/timeout/i);
    expect(performance.now() - asked).toBeLessThan(4_000);
  } finally {
    await nats.resume();
  }
});

function noError(error: unknown): void {
  throw error;
}
