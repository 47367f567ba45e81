import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { connectBus } from './connect-bus.js';
import { ensureReasoningBucket } from './reasoning-bucket.js';

let nats: TestNats;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'bucket-spec' });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await nats.stop();
});
beforeEach(async () => {
  const { streams } = await jetstreamManager(connection);
  await streams.delete('KV_REASONING').catch(() => undefined);
});

const bucket = () => new Kvm(jetstream(connection)).open('REASONING', { allow_direct: true });
const configOf = async () => (await (await jetstreamManager(connection)).streams.info('KV_REASONING')).config;

test('the bucket is bounded, on disk, and keeps values for so many hours', async () => {
  await ensureReasoningBucket(connection, 6);
  expect(await configOf()).toMatchObject({
    storage: 'file',
    discard: 'old',
    max_age: 6 * 3_600 * 1e9,
    max_bytes: 1024 ** 3,
    max_msg_size: 1024 ** 2,
    max_msgs_per_subject: 1,
    allow_direct: true,
  });
});

test('a value goes when the hours are over', async () => {
  await ensureReasoningBucket(connection, 1 / 3_600);
  const opened = await bucket();
  await opened.put('key', 'value');
  const patience = Date.now() + 10_000;
  while ((await opened.get('key')) && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(opened.get('key')).resolves.toBeNull();
});

test('a change of the hours is followed, and what there is stays', async () => {
  await ensureReasoningBucket(connection, 1);
  await (await bucket()).put('key', 'value');
  for (const hours of [24, 0.01, 6]) {
    await ensureReasoningBucket(connection, hours);
    expect((await configOf()).max_age).toBe(hours * 3_600 * 1e9);
    await expect((await bucket()).get('key')).resolves.toMatchObject({ key: 'key' });
  }
});

test('replicas that start together make one', async () => {
  await Promise.all(Array.from({ length: 5 }, () => ensureReasoningBucket(connection, 6)));
  expect((await configOf()).name).toBe('KV_REASONING');
});
