import { credentials, Metadata } from '@grpc/grpc-js';
import { CompletionRelayClient } from '@belugapi/contracts';
import { attachAt, helloOf, openAt, RelayPair, textEvent, textsOf } from './__fixtures__/relay-pair.js';
import { closedByGateway } from './worker-link.js';

const pair = new RelayPair();
afterAll(() => pair.close());

test('a worker without the token is refused, and neither the token nor a stream is told of', async () => {
  const { relay, address, presence } = await pair.gateway();
  const written: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = ((chunk: string) => written.push(String(chunk)) > 0) as typeof process.stderr.write;
  try {
    const worker = pair.worker({ token: 'a-wrong-token' });
    const link = worker.relay.link(address);
    const ear = openAt(relay);
    const completion = attachAt(link, ear.stream.streamId);
    link.send(ear.stream.streamId, textEvent('let me in'));
    await completion.told.count(1);
    const [, lost] = await worker.links.count(2);
    expect(lost?.event).toBe('lost');
    expect(lost?.reason).toMatch(/UNAUTHENTICATED: wrong relay token/);
    expect(ear.heard.items).toEqual([]);
    expect(presence.items).toEqual([]);
    expect(relay.workers()).toEqual([]);
    await expect(link.fetchRequest(ear.stream.streamId, 'chatcmpl-1')).rejects.toThrow(/./);

    const client = new CompletionRelayClient(address.relayAddress, credentials.createInsecure());
    for (const metadata of [new Metadata(), Metadata.fromHttp2Headers({ authorization: 'Bearer ' })]) {
      const answer = new Promise((_resolve, reject) => {
        client.getRequest({ streamId: 1, completionId: 'x' }, metadata, (error) =>
          reject(error ?? new Error('let in')),
        );
      });
      await expect(answer).rejects.toThrow('UNAUTHENTICATED: wrong relay token');
    }
    client.close();
  } finally {
    process.stderr.write = write;
  }
  expect(written.join('')).not.toMatch(/token/);
});

test('each stream of a worker whose connection breaks is told, once, and both ends forget them', async () => {
  const { relay, address, presence } = await pair.gateway();
  const wire = await pair.wire(address);
  const worker = pair.worker();
  const link = worker.relay.link(wire.address);
  await presence.count(1);
  const ears = [openAt(relay), openAt(relay), openAt(relay)];
  const bystander = openAt(relay);
  const completions = ears.map(({ stream }) => attachAt(link, stream.streamId));
  for (const { stream } of ears) stream.acceptedBy('worker-1');

  wire.cut();
  for (const { heard } of ears) await expect(heard.count(1)).resolves.toEqual(['workerLost']);
  for (const { told } of completions) await expect(told.count(1)).resolves.toEqual(['linkLost']);
  await presence.count(2);
  expect(presence.items.at(-1)).toEqual(['worker-1', false]);
  expect(relay.workers()).toEqual([]);
  expect(bystander.heard.items).toEqual([]);
  expect(link.open).toBe(false);

  // Heard of again, the gateway gets a new link; what the old one carried is known to nobody.
  const again = worker.relay.link(wire.address);
  expect(again).not.toBe(link);
  const stale = ears.map(({ stream }) => attachAt(again, stream.streamId));
  for (const { stream } of ears) {
    stream.cancel();
    stream.settled();
    again.send(stream.streamId, textEvent('a ghost'));
  }
  for (const { told } of stale) await expect(told.count(1)).resolves.toEqual(['cancel']);
  for (const { heard } of ears) expect(heard.items).toEqual(['workerLost']);
  for (const { told } of completions) expect(told.items).toEqual(['linkLost']);
});

test('a worker that accepts and never attaches is lost after the attach timeout', async () => {
  const { relay } = await pair.gateway({ attachTimeoutMs: 100 });
  const waiting = openAt(relay);
  const closed = openAt(relay);
  const startedAt = performance.now();
  waiting.stream.acceptedBy('worker-nowhere');
  closed.stream.acceptedBy('worker-nowhere');
  closed.stream.close();
  await expect(waiting.heard.count(1)).resolves.toEqual(['workerLost']);
  expect(performance.now() - startedAt).toBeGreaterThan(95);
  expect(closed.heard.items).toEqual([]);
});

test('a link that comes up in time saves the attempt, however long its first token takes', async () => {
  const { relay, address, presence } = await pair.gateway({ attachTimeoutMs: 400 });
  const ear = openAt(relay);
  const doomed = openAt(relay);
  ear.stream.acceptedBy('worker-1');
  doomed.stream.acceptedBy('worker-nowhere');
  const link = pair.worker().relay.link(address);
  await presence.count(1);
  const completion = attachAt(link, ear.stream.streamId);
  // Both waits began together: once the other one's is over, this one's would have been.
  await doomed.heard.count(1);
  expect(ear.heard.items).toEqual([]);
  ear.stream.pause();
  await expect(completion.told.count(1)).resolves.toEqual(['pause']);
  link.send(ear.stream.streamId, textEvent('at last'));
  expect(textsOf(await ear.heard.count(2))).toEqual(['at last']);
});

test('a caller that leaves while the worker is being asked is not worked for', async () => {
  const { relay, address, presence } = await pair.gateway();
  const link = pair.worker().relay.link(address);
  await presence.count(1);
  const ear = openAt(relay);
  const completion = attachAt(link, ear.stream.streamId);
  ear.stream.cancel();
  ear.stream.close();
  ear.stream.acceptedBy('worker-1');
  // Once when it left, which may be before the worker has it, and once when it is known who has it.
  await expect(completion.told.count(2)).resolves.toEqual(['cancel', 'cancel']);
});

test('a worker that came back is reached over its new link', async () => {
  const { relay, address, presence } = await pair.gateway();
  const wire = await pair.wire(address);
  pair.worker().relay.link(wire.address);
  await presence.count(1);
  for (const socket of wire.connections) socket.pause();
  const fresh = pair.worker().relay.link(address);
  await presence.count(2);
  const ear = openAt(relay);
  const completion = attachAt(fresh, ear.stream.streamId);
  ear.stream.acceptedBy('worker-1');
  ear.stream.pause();
  await expect(completion.told.count(1)).resolves.toEqual(['pause']);
});

test('every completion hears that its gateway is gone, in order or not', async () => {
  const { relay, address, presence } = await pair.gateway();
  const worker = pair.worker();
  const link = worker.relay.link(address);
  await presence.count(1);
  const completions = [1, 2, 3].map((streamId) => attachAt(link, streamId));
  link.detach(2);
  await relay.close();
  await expect(completions[0]?.told.count(1)).resolves.toEqual(['linkLost']);
  await expect(completions[2]?.told.count(1)).resolves.toEqual(['linkLost']);
  expect(completions[1]?.told.items).toEqual([]);
  await worker.links.count(2);
  expect(link.open).toBe(false);

  const late = attachAt(link, 4);
  await expect(late.told.count(1)).resolves.toEqual(['linkLost']);
});

test('a gateway that cannot be reached is a lost link, not an error', async () => {
  const { relay, address } = await pair.gateway();
  await relay.close();
  const worker = pair.worker();
  const link = worker.relay.link({ ...address, gatewayId: 'gone' });
  const completion = attachAt(link, 1);
  await expect(completion.told.count(1)).resolves.toEqual(['linkLost']);
  const [, lost] = await worker.links.count(2);
  expect(lost?.reason).toMatch(/UNAVAILABLE/);
});

test('a congested link makes producers wait, until it takes more or ends', async () => {
  const { relay, address, presence } = await pair.gateway();
  const wire = await pair.wire(address);
  const link = pair.worker({ hello: () => helloOf('worker-1') }).relay.link(wire.address);
  await presence.count(1);
  const ear = openAt(relay);
  const text = 'x'.repeat(64 * 1024);
  expect(link.drained()).toBeUndefined();

  const fill = async () => {
    for (let sent = 1; ; sent++) {
      link.send(ear.stream.streamId, textEvent(text));
      await new Promise<void>((resolve) => setImmediate(resolve));
      const drained = link.drained();
      if (drained) return { sent, drained };
      if (sent > 20_000) throw new Error('the link takes everything');
    }
  };
  for (const socket of wire.connections) socket.pause();
  const first = await fill();
  for (const socket of wire.connections) socket.resume();
  await first.drained;
  await ear.heard.until((notes) => textsOf(notes).length >= first.sent);

  for (const socket of wire.connections) socket.pause();
  const second = await fill();
  wire.cut();
  await second.drained;
  expect(link.drained()).toBeUndefined();
});

test('a gateway that closes says so to every worker, after the last that it had to tell', async () => {
  const { relay, address, presence } = await pair.gateway();
  const worker = pair.worker();
  const link = worker.relay.link(address);
  await presence.count(1);
  const ear = openAt(relay);
  const completion = attachAt(link, ear.stream.streamId);
  link.send(ear.stream.streamId, textEvent('done'));
  await ear.heard.count(1);
  ear.stream.settled();

  await relay.close();
  const [, lost] = await worker.links.count(2);
  expect(lost).toEqual({ event: 'lost', reason: closedByGateway });
  expect(completion.told.items[0]).toBe('settled');
});

test('a gateway closes although a worker is deaf', async () => {
  const { relay, address, presence } = await pair.gateway();
  const wire = await pair.wire(address);
  pair.worker().relay.link(wire.address);
  await presence.count(1);
  for (const socket of wire.connections) socket.pause();
  await relay.close();
  expect(relay.workers()).toEqual([]);
});
