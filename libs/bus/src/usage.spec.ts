import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { settled } from './__fixtures__/settled-event.js';
import { connectBus } from './connect-bus.js';
import { subjects } from './subjects.js';
import { UsagePublisher } from './usage-publisher.js';
import { consumeUsage, ensureUsageStream } from './usage-stream.js';

jest.setTimeout(30_000);
let nats: TestNats;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'usage-spec' });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await nats.stop();
});
beforeEach(async () => {
  const manager = await jetstreamManager(connection);
  await manager.streams.delete('USAGE').catch(() => undefined);
});

const names = (count: number, prefix = 'c') => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const messagesStored = async () => (await (await jetstreamManager(connection)).streams.info('USAGE')).state.messages;

/** Books until `count` events are there, then stops; gives their ids, batch by batch. */
async function bookAll(count: number): Promise<string[][]> {
  const booked: string[][] = [];
  const done = Promise.withResolvers<void>();
  const consumption = await consumeUsage(await ensureUsageStream(connection), {
    book: async (events) => {
      booked.push(events.map(({ completionId }) => completionId));
      if (booked.flat().length >= count) done.resolve();
    },
    onError: (error) => done.reject(error),
    restMs: 0,
  });
  await done.promise;
  await consumption.stop();
  return booked;
}

test('events of one turn share a message, as do those that come meanwhile, all in their order', async () => {
  await ensureUsageStream(connection);
  const publisher = new UsagePublisher(connection);
  const first = names(10, 'first').map((id) => publisher.publish(settled(id)));
  expect(publisher.pending).toBe(10);
  await new Promise((resolve) => setImmediate(resolve));
  const second = names(600, 'second').map((id) => publisher.publish(settled(id)));
  await Promise.all(first);
  await expect(messagesStored()).resolves.toBeGreaterThan(0);
  await Promise.all([...second, publisher.drained()]);
  expect(publisher.pending).toBe(0);
  // 10, then 600 in messages of 256 at most.
  await expect(messagesStored()).resolves.toBe(4);
  expect((await bookAll(610)).flat()).toEqual([...names(10, 'first'), ...names(600, 'second')]);
  await publisher.drained();
});

test('waits for the stream to be made', async () => {
  const publisher = new UsagePublisher(connection);
  let stored = false;
  const publishing = publisher.publish(settled('early')).then(() => (stored = true));
  await expect(connection.request(subjects.usageEvents, new Uint8Array(), { timeout: 1_000 })).rejects.toThrow(
    /responders/,
  );
  expect(stored).toBe(false);
  await ensureUsageStream(connection);
  await publishing;
  expect((await bookAll(1)).flat()).toEqual(['early']);
});

test('nothing is lost and the order kept over restarts and a crash of NATS', async () => {
  await ensureUsageStream(connection);
  const publisher = new UsagePublisher(connection);
  const ids = names(300);
  const publishing = ids.slice(0, 100).map((id) => publisher.publish(settled(id)));
  await nats.restart();
  publishing.push(...ids.slice(100, 200).map((id) => publisher.publish(settled(id))));
  await publishing[0];
  await nats.interrupt();
  publishing.push(...ids.slice(200).map((id) => publisher.publish(settled(id))));
  const drained = publisher.drained();
  await nats.resume();
  await drained;
  await Promise.all(publishing);
  // A message whose acknowledgement got lost is there twice: the ledger's unique key sees to that.
  const booked = (await bookAll(300)).flat();
  expect([...new Set(booked)]).toEqual(ids);
});

test('drained waits for what was published before it, not for what comes after', async () => {
  await ensureUsageStream(connection);
  const publisher = new UsagePublisher(connection);
  let running = true;
  let drained = false;
  const load = (async () => {
    for (let index = 0; running; index++) await publisher.publish(settled(`load-${index}`));
  })();
  await publisher.drained().then(() => (drained = true));
  running = false;
  await load;
  expect(drained).toBe(true);
});

test('an event that cannot be written is told of and holds up no other', async () => {
  await ensureUsageStream(connection);
  const unwritable: string[] = [];
  const publisher = new UsagePublisher(connection, ({ completionId }) => unwritable.push(completionId));
  await Promise.all([
    publisher.publish(settled('good')),
    publisher.publish(settled('half a token', 0.5)),
    publisher.publish(settled('less than none', -1)),
    publisher.publish(settled('also good')),
  ]);
  expect(unwritable).toEqual(['half a token', 'less than none']);
  await publisher.publish(settled('alone', Number.NaN));
  await publisher.publish(settled('after it'));
  expect((await bookAll(3)).flat()).toEqual(['good', 'also good', 'after it']);
});
