import type { NatsConnection } from '@nats-io/transport-node';
import { DispatchCompletion, DispatchReply } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { busRequest } from './bus-request.js';
import { connectBus } from './connect-bus.js';
import { dispatchCompletion } from './requests.js';
import { UsagePublisher } from './usage-publisher.js';
import { settled } from './__fixtures__/settled-event.js';
import { ensureUsageStream } from './usage-stream.js';
import { subjects } from './subjects.js';

const definition = dispatchCompletion('openai');
const dispatch = (completionId: string) => DispatchCompletion.create({ completionId });

let nats: TestNats;
let asking: NatsConnection;
let serving: NatsConnection;
const heard: string[] = [];

beforeAll(async () => {
  nats = await startTestNats();
  asking = await connectBus({ url: nats.url, name: 'asking' });
  serving = await connectBus({ url: nats.url, name: 'serving' });
  serving.subscribe(definition.subject, {
    callback: (_error, message) => {
      heard.push(definition.request.decode(message.data).completionId);
      message.respond(DispatchReply.encode({ reply: { $case: 'accepted', value: { workerId: 'w' } } }).finish());
    },
  });
  await serving.flush();
}, 180_000);
afterAll(async () => {
  await asking.close();
  await serving.close();
  await nats.stop();
});

const down = async () => {
  const status = asking.status();
  await nats.interrupt();
  for await (const { type } of status) if (type === 'disconnect') return;
};
const answered = { reply: { $case: 'accepted', value: { workerId: 'w' } } };

test('a request waits for a server, and one that was given up never arrives', async () => {
  await down();
  await expect(busRequest(asking, definition, dispatch('early'), 50)).rejects.toMatchObject({ kind: 'unsent' });
  const late = busRequest(asking, definition, dispatch('late'), 20_000);
  await nats.resume();
  // Whoever serves may be back a little later than who asks.
  const again = (): Promise<unknown> => busRequest(asking, definition, dispatch('next'), 20_000).catch(again);
  await expect(late.catch(again)).resolves.toEqual(answered);
  expect(heard).not.toContain('early');
});

test('what an event sends when it is handed over arrives after it', async () => {
  await ensureUsageStream(asking);
  const publisher = new UsagePublisher(asking);
  const order: string[] = [];
  const watching = await connectBus({ url: nats.url, name: 'watching' });
  for (const subject of [subjects.usageEvents, 'after']) {
    watching.subscribe(subject, { callback: (_error, message) => void order.push(message.subject) });
  }
  await watching.flush();
  const publish = (id: string) => publisher.publish(settled(id), () => asking.publish('after'));
  const first = publish('first');
  await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
  // Waits for the acknowledgement of the first.
  await Promise.all([first, publish('second')]);
  await asking.flush();
  await watching.flush();
  expect(order).toEqual([subjects.usageEvents, 'after', subjects.usageEvents, 'after']);
  await publisher.close();
  await watching.close();
});
