import { attachAt, helloOf, openAt, RelayPair, textEvent, textsOf } from './__fixtures__/relay-pair.js';

const pair = new RelayPair();
afterAll(() => pair.close());

test('one link carries every completion between two processes', async () => {
  const { relay, address, presence } = await pair.gateway();
  const worker = pair.worker();
  const link = worker.relay.link(address);
  expect(worker.relay.link(address)).toBe(link);

  const ears = Array.from({ length: 50 }, (_, index) => openAt(relay, `chatcmpl-${index}`));
  for (const { stream } of ears) link.send(stream.streamId, textEvent(`for ${stream.streamId}`));
  for (const { heard, stream } of ears) {
    expect(textsOf(await heard.count(2))).toEqual([`for ${stream.streamId}`]);
  }
  expect(presence.items).toEqual([['worker-1', true]]);
  expect(relay.workers()).toEqual([helloOf('worker-1')]);
  expect(worker.links.items).toEqual([{ event: 'opened', reason: undefined }]);
});

test('what one turn of the event loop produces leaves in one message, and neighbours share a frame', async () => {
  const { relay, address } = await pair.gateway();
  const link = pair.worker().relay.link(address);
  const first = openAt(relay);
  const second = openAt(relay);
  const send = (ear: typeof first, text: string) => link.send(ear.stream.streamId, textEvent(text));

  send(first, 'a');
  send(first, 'b');
  send(second, 'c');
  send(first, 'd');
  const notes = await first.heard.until((items) => items.includes('turnEnd'));
  // Two frames, since `c` came between; one message, since the turn ended once.
  expect(notes.map((note) => (typeof note === 'string' ? note : textsOf([note]).join('')))).toEqual([
    'ab',
    'd',
    'turnEnd',
  ]);
  expect(second.heard.items).toHaveLength(2);

  await new Promise<void>((resolve) => setImmediate(resolve));
  send(first, 'e');
  const later = await first.heard.count(5);
  expect(later.slice(3)).toEqual([{ events: [textEvent('e')] }, 'turnEnd']);
});

test('commands reach the completion that they are for, in order', async () => {
  const { relay, address } = await pair.gateway();
  const link = pair.worker().relay.link(address);
  const ears = [openAt(relay), openAt(relay)] as const;
  const workers = ears.map(({ stream }) => attachAt(link, stream.streamId));
  for (const { stream } of ears) link.send(stream.streamId, textEvent('hello'));
  for (const { heard } of ears) await heard.count(2);

  ears[0].stream.pause();
  ears[1].stream.cancel();
  ears[0].stream.resume();
  ears[0].stream.settled();
  await expect(workers[0]?.told.count(3)).resolves.toEqual(['pause', 'resume', 'settled']);
  await expect(workers[1]?.told.count(1)).resolves.toEqual(['cancel']);
});

test('frames of a stream that nobody holds are answered with cancel', async () => {
  const { relay, address } = await pair.gateway();
  const link = pair.worker().relay.link(address);
  const ear = openAt(relay);
  const known = attachAt(link, ear.stream.streamId);
  const unknown = attachAt(link, ear.stream.streamId + 1);
  link.send(ear.stream.streamId + 1, textEvent('who?'));
  link.send(ear.stream.streamId, textEvent('me'));
  await expect(unknown.told.count(1)).resolves.toEqual(['cancel']);
  expect(known.told.items).toEqual([]);
  expect(textsOf(await ear.heard.count(2))).toEqual(['me']);

  ear.stream.close();
  link.send(ear.stream.streamId, textEvent('too late'));
  await expect(known.told.count(1)).resolves.toEqual(['cancel']);
  expect(ear.heard.items).toHaveLength(2);
});

test('a stream belongs to the worker that has it: another one cannot write into it', async () => {
  const { relay, address, presence } = await pair.gateway();
  const owner = pair.worker().relay.link(address);
  const stranger = pair.worker({ hello: () => helloOf('worker-2') }).relay.link(address);
  await presence.count(2);
  const ear = openAt(relay);
  ear.stream.acceptedBy('worker-1');
  const wrong = attachAt(stranger, ear.stream.streamId);
  stranger.send(ear.stream.streamId, textEvent('not mine'));
  await expect(wrong.told.count(1)).resolves.toEqual(['cancel']);
  owner.send(ear.stream.streamId, textEvent('mine'));
  expect(textsOf(await ear.heard.count(2))).toEqual(['mine']);
});

test('stream ids start anywhere, come round, and pass over those in use', async () => {
  const { relay } = await pair.gateway({ firstStreamId: 0xffff_fffd });
  const ids = [openAt(relay), openAt(relay), openAt(relay), openAt(relay)].map(({ stream }) => stream.streamId);
  expect(ids).toEqual([0xffff_fffd, 0xffff_fffe, 1, 2]);

  const { relay: other } = await pair.gateway({ firstStreamId: 0xffff_fffe });
  const kept = openAt(other);
  const next = openAt(other);
  expect([kept.stream.streamId, next.stream.streamId]).toEqual([0xffff_fffe, 1]);
  next.stream.close();
  const { relay: anywhere } = await pair.gateway();
  const { relay: elsewhere } = await pair.gateway();
  expect(openAt(anywhere).stream.streamId).not.toBe(openAt(elsewhere).stream.streamId);
});

test('the largest stream id survives the wire', async () => {
  const { relay, address } = await pair.gateway({ firstStreamId: 0xffff_fffe });
  const link = pair.worker().relay.link(address);
  const ear = openAt(relay);
  const worker = attachAt(link, 0xffff_fffe);
  link.send(0xffff_fffe, textEvent('far'));
  expect(textsOf(await ear.heard.count(2))).toEqual(['far']);
  ear.stream.settled();
  await expect(worker.told.count(1)).resolves.toEqual(['settled']);
});

test('presence follows what a worker says of itself, and its leaving', async () => {
  const { relay, address, presence } = await pair.gateway();
  let draining = false;
  const worker = pair.worker({ hello: () => helloOf('worker-1', { draining }) });
  worker.relay.link(address);
  await presence.count(1);
  draining = true;
  worker.relay.announce();
  await presence.count(2);
  expect(relay.workers()).toEqual([helloOf('worker-1', { draining: true })]);
  worker.relay.close();
  await expect(presence.count(3)).resolves.toEqual([
    ['worker-1', true],
    ['worker-1', true],
    ['worker-1', false],
  ]);
  expect(relay.workers()).toEqual([]);
  expect(() => worker.relay.link({ gatewayId: 'new', relayAddress: address.relayAddress })).toThrow(
    'the relay is closed',
  );
});

test('a request too large for the bus is fetched while it is kept, and not found afterwards', async () => {
  const { relay, address } = await pair.gateway();
  const link = pair.worker().relay.link(address);
  const text = 'x'.repeat(5 * 1024 * 1024);
  const body = {
    model: 'gpt-5.4',
    messages: [
      { role: 3, content: [{ part: { $case: 'text' as const, value: { text } } }], toolCalls: [], reasoningState: [] },
    ],
    stream: true,
    stop: [],
    tools: [],
    logitBias: {},
    metadata: {},
    modalities: [],
    prediction: [],
    temperature: 0,
  };
  const stream = relay.open('chatcmpl-large', openAt(relay), body);
  const fetched = await link.fetchRequest(stream.streamId, 'chatcmpl-large');
  expect(fetched.messages[0]?.content[0]?.part).toEqual({ $case: 'text', value: { text } });
  expect(fetched.temperature).toBe(0);

  await expect(link.fetchRequest(stream.streamId, 'chatcmpl-other')).rejects.toThrow(/NOT_FOUND.*chatcmpl-other/);
  await expect(link.fetchRequest(openAt(relay).stream.streamId, 'chatcmpl-1')).rejects.toThrow('NOT_FOUND');
  stream.settled();
  await expect(link.fetchRequest(stream.streamId, 'chatcmpl-large')).rejects.toThrow('NOT_FOUND');
});
