import { type CompletionEvent, UsageSource } from '@belugapi/contracts';
import { attachAt, openAt, RelayPair, textEvent, textsOf } from './__fixtures__/relay-pair.js';

const pair = new RelayPair();
afterAll(() => pair.close());

const usageOf = (uncachedInput: number): CompletionEvent => ({
  event: { $case: 'usage', value: { source: UsageSource.PROVIDER, uncachedInput, visibleOutput: 1 } },
});

test.each([
  ['a count below zero', usageOf(-1)],
  ['a count that is no number', usageOf(NaN)],
  ['a count with a fraction', usageOf(1.5)],
  ['more than a message holds', textEvent('x'.repeat(41 * 1024 * 1024))],
] as const)('%s fails its own completion, and no other', async (_, odd) => {
  const { relay, address, presence } = await pair.gateway();
  const worker = pair.worker();
  const link = worker.relay.link(address);
  await presence.count(1);
  const [before, broken, after] = [openAt(relay), openAt(relay), openAt(relay)] as const;
  const told = attachAt(link, broken.stream.streamId);
  const send = (ear: typeof broken, event: CompletionEvent) => link.send(ear.stream.streamId, event);

  send(before, textEvent('one'));
  send(broken, textEvent('kept'));
  send(broken, odd);
  send(broken, textEvent('after the fault'));
  send(after, textEvent('two'));
  send(broken, textEvent('later in the turn'));

  await expect(told.told.count(1)).resolves.toEqual(['unsendable']);
  send(broken, textEvent('the failure'));
  expect(textsOf(await before.heard.count(2))).toEqual(['one']);
  expect(textsOf(await after.heard.count(2))).toEqual(['two']);
  expect(textsOf(await broken.heard.count(4))).toEqual(['kept', 'the failure']);
  expect(worker.links.items).toEqual([{ event: 'opened', reason: undefined }]);
  expect(link.open).toBe(true);
  expect(told.told.items).toEqual(['unsendable']);
});

test('a turn that is too large for one message leaves in several, whole and in order', async () => {
  const { relay, address } = await pair.gateway();
  const link = pair.worker().relay.link(address);
  const ear = openAt(relay);
  const neighbour = openAt(relay);
  const told = attachAt(link, ear.stream.streamId);
  const letters = ['a', 'b', 'c', 'd', 'e'];
  for (const letter of letters) link.send(ear.stream.streamId, textEvent(letter.repeat(10 * 1024 * 1024)));
  link.send(neighbour.stream.streamId, textEvent('small'));
  await ear.heard.until((items) => textsOf(items).length === letters.length);
  expect(textsOf(ear.heard.items).map((text) => text.slice(0, 1) + text.length)).toEqual(
    letters.map((letter) => `${letter}10485760`),
  );
  expect(textsOf(await neighbour.heard.count(2))).toEqual(['small']);
  expect(told.told.items).toEqual([]);
});

test('what could not be sent does not hold up the others', async () => {
  const { relay, address } = await pair.gateway();
  const link = pair.worker().relay.link(address);
  const ear = openAt(relay);
  link.send(ear.stream.streamId, textEvent('x'.repeat(41 * 1024 * 1024)));
  const drained = link.drained();
  expect(drained).toBeInstanceOf(Promise);
  await drained;
  expect(link.drained()).toBeUndefined();
});
