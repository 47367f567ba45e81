import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectBus } from '@belugapi/bus';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { ReasoningStore, type ReasoningStoreOptions } from './reasoning-store.js';

let nats: TestNats;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'reasoning-spec' });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await nats.stop();
});
beforeEach(async () => {
  const { streams } = await jetstreamManager(connection);
  await streams.delete('KV_REASONING').catch(() => undefined);
});

const storeOf = (more: Partial<ReasoningStoreOptions> = {}) => new ReasoningStore({ connection, hours: 6, ...more });
const configOf = async () => (await (await jetstreamManager(connection)).streams.info('KV_REASONING')).config;
async function reconnected(): Promise<void> {
  for await (const { type } of connection.status()) if (type === 'reconnect') return;
}
const value = Buffer.from([1, 2, 255]);

describe('ReasoningStore', () => {
  it('keeps values for so many hours in a bounded bucket on disk', async () => {
    const store = storeOf();
    await store.put('key', value);
    await expect(store.get('key')).resolves.toEqual(new Uint8Array(value));
    await expect(store.get('other')).resolves.toBeUndefined();
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

  it('forgets after the hours are over', async () => {
    const store = storeOf({ hours: 1 / 3_600 });
    await store.put('key', value);
    const patience = Date.now() + 10_000;
    while ((await store.get('key')) && Date.now() < patience) await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(store.get('key')).resolves.toBeUndefined();
  });

  it('follows a change of the hours, and keeps what there is', async () => {
    await storeOf().put('key', value);
    for (const hours of [24, 0.01, 6]) {
      await expect(storeOf({ hours }).get('key')).resolves.toEqual(new Uint8Array(value));
      expect((await configOf()).max_age).toBe(hours * 3_600 * 1e9);
    }
  });

  it('is made once by workers that start together', async () => {
    const stores = Array.from({ length: 5 }, () => storeOf());
    await Promise.all(stores.map((store, index) => store.put(`key-${index}`, value)));
    await expect(storeOf().get('key-4')).resolves.toEqual(new Uint8Array(value));
  });

  it('survives another process and a restart of the server', async () => {
    await storeOf().put('key', value);
    const back = reconnected();
    await nats.restart();
    const later = await connectBus({ url: nats.url, name: 'reasoning-spec-later' });
    try {
      await expect(storeOf({ connection: later }).get('key')).resolves.toEqual(new Uint8Array(value));
    } finally {
      await later.close();
    }
    await back;
    await expect(storeOf().get('key')).resolves.toEqual(new Uint8Array(value));
  });

  it('takes the largest value that it says, and none that is larger', async () => {
    const store = storeOf();
    const most = Buffer.alloc(store.largestValue, 7);
    await store.put('key', most);
    await expect(store.get('key')).resolves.toHaveLength(most.length);
    await expect(store.put('key', Buffer.alloc(store.largestValue + 1))).rejects.toThrow('too large to keep');
    // That was no fault of the store's.
    await expect(store.get('key')).resolves.toHaveLength(most.length);
  });

  it('makes the bucket anew where it was deleted under it, after a rest', async () => {
    const told: unknown[] = [];
    const store = storeOf({ restMs: 100, onUnavailable: (error) => told.push(error) });
    await store.put('key', value);
    const { streams } = await jetstreamManager(connection);
    await streams.delete('KV_REASONING');
    await expect(store.put('key', value)).rejects.toThrow(/./);
    await expect(store.get('key')).rejects.toThrow('rests after a failure');
    expect(told).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await store.put('key', value);
    await expect(store.get('key')).resolves.toEqual(new Uint8Array(value));
  });
});
