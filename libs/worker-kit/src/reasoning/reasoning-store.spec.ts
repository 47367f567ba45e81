import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectBus, ensureReasoningBucket } from '@belugapi/bus';
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
  await ensureReasoningBucket(connection, 6);
});

const storeOf = (more: Partial<ReasoningStoreOptions> = {}) => new ReasoningStore({ connection, ...more });
async function reconnected(): Promise<void> {
  for await (const { type } of connection.status()) if (type === 'reconnect') return;
}
const value = Buffer.from([1, 2, 255]);

describe('ReasoningStore', () => {
  it('keeps values by their keys', async () => {
    const store = storeOf();
    await store.put('key', value);
    await expect(store.get('key')).resolves.toEqual(new Uint8Array(value));
    await expect(store.get('other')).resolves.toBeUndefined();
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

  it('uses the bucket again that was deleted under it and made anew, after a rest', async () => {
    const told: unknown[] = [];
    const store = storeOf({ restMs: 100, onUnavailable: (error) => told.push(error) });
    await store.put('key', value);
    const { streams } = await jetstreamManager(connection);
    await streams.delete('KV_REASONING');
    await expect(store.put('key', value)).rejects.toThrow(/./);
    await expect(store.get('key')).rejects.toThrow('rests after a failure');
    expect(told).toHaveLength(1);
    await ensureReasoningBucket(connection, 6);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await store.put('key', value);
    await expect(store.get('key')).resolves.toEqual(new Uint8Array(value));
  });
});
