import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { startTestNats, type TestNats } from './nats-server.js';

let nats: TestNats;

beforeAll(async () => {
  nats = await startTestNats();
}, 180_000);
afterAll(() => nats.stop());

async function storedMessages(stream: string): Promise<number> {
  const connection = await connect({ servers: nats.url });
  const { state } = await (await jetstreamManager(connection)).streams.info(stream);
  await connection.close();
  return state.messages;
}

test('keeps what a stream holds over a restart and over a crash, on the same port', async () => {
  const connection = await connect({ servers: nats.url });
  await (await jetstreamManager(connection)).streams.add({ name: 'KEPT', subjects: ['kept.>'] });
  await jetstream(connection).publish('kept.one', 'first');
  await connection.close();

  const first = nats.pid();
  await nats.restart();
  expect(nats.pid()).not.toBe(first);
  await expect(storedMessages('KEPT')).resolves.toBe(1);

  await nats.interrupt();
  await expect(connect({ servers: nats.url, reconnect: false })).rejects.toThrow('connection refused');
  await nats.resume();
  await expect(storedMessages('KEPT')).resolves.toBe(1);
});
