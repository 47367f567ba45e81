import { connectBus, ensureUsageStream } from '@belugapi/bus';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { completed, finished, started, text, usage } from '../__fixtures__/events.js';
import { GatewayRig } from '../__fixtures__/gateway-rig.js';

let nats: TestNats;
let rig: GatewayRig;
let connection: NatsConnection;
beforeAll(async () => {
  nats = await startTestNats();
  process.env['SETTLE_TIMEOUT_SECONDS'] = '0.2';
  rig = await GatewayRig.start(nats.url, process.env);
  connection = await connectBus({ url: nats.url, name: 'absent-stream-spec' });
}, 180_000);
afterAll(async () => {
  // A gateway stops when its usage is durable.
  await ensureUsageStream(connection);
  await connection.close();
  await rig?.stop();
  await nats?.stop();
});

const booked = () =>
  new Set(rig.usage.filter(({ event }) => event?.$case === 'settled').map(({ completionId }) => completionId));

test('without a stream and a spool callers are answered, one after the other, and booked when it is back', async () => {
  await (await jetstreamManager(connection)).streams.delete('USAGE');
  const ids = new Set<string>();
  for (const word of ['first', 'second', 'third']) {
    const asked = rig.post('/v1/chat/completions', {
      body: JSON.stringify({ model: 'talker', messages: [{ role: 'user', content: 'Hi' }] }),
      headers: { 'content-type': 'application/json' },
    });
    const { say } = await rig.attempt();
    say(started, text(word), finished(), usage(), completed);
    const answer = (await (await asked).json()) as { id: string };
    expect(answer).toMatchObject({ choices: [{ message: { content: word } }] });
    ids.add(answer.id);
  }
  expect(booked().size).toBeLessThan(3);
  await ensureUsageStream(connection);
  for (const deadline = Date.now() + 10_000; booked().size < 3 && Date.now() < deadline;) {
    await connection.flush();
  }
  expect(booked()).toEqual(ids);
}, 30_000);
