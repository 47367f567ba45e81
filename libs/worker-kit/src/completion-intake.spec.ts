import { getEventListeners } from 'node:events';
import { type CompletionEvent, FailureCode, UsageSource } from '@belugapi/contracts';
import { ending, text } from './__fixtures__/scripted-source.js';
import { type GatewayEnd, IntakeRig, request, until } from './__fixtures__/intake-rig.js';

const unsendable: CompletionEvent = {
  event: { $case: 'usage', value: { source: UsageSource.PROVIDER, uncachedInput: -1, visibleOutput: 1 } },
};

let rig: IntakeRig;
beforeEach(async () => {
  rig = await new IntakeRig().start();
});
afterEach(() => rig.close());

const failureOf = ({ events }: GatewayEnd) => {
  const last = events.at(-1)?.event;
  return last?.$case === 'failed' ? { code: FailureCode[last.value.code], message: last.value.message } : last?.$case;
};

describe('CompletionIntake', () => {
  it('runs a completion until its usage is durable', async () => {
    const end = rig.dispatch();
    expect(end.reply.reply).toEqual({ $case: 'accepted', value: { workerId: 'worker' } });
    const answer = await rig.answer();
    expect(answer.task).toMatchObject({ completionId: 'chatcmpl-1', attempt: 1, request: { model: 'asked' } });
    answer.say(text('la'), ...ending);
    await until(() => end.events.length === 4);
    expect(end.names()).toEqual(['text', 'choiceFinished', 'usage', 'completed']);
    await until(() => answer.left);
    expect(rig.intake.running).toBe(1);
    end.stream.settled();
    await until(() => rig.intake.running === 0);
    expect(rig.settlements).toEqual([]);
    expect(rig.errors).toEqual([]);
  });

  it('is busy at capacity, and takes more when a completion is settled', async () => {
    const [first] = [rig.dispatch(), rig.dispatch()];
    expect(rig.dispatch().reply.reply).toMatchObject({ $case: 'busy', value: { workerId: 'worker' } });
    (await rig.answer()).say(...ending);
    await until(() => first?.events.length === 3);
    expect(rig.dispatch().reply.reply?.$case).toBe('busy');
    first?.stream.settled();
    await until(() => rig.intake.running === 1);
    expect(rig.dispatch().reply.reply?.$case).toBe('accepted');
  });

  it('refuses a model that is not ready, naming what would change it', () => {
    const route = {
      servedModel: 'asleep',
      upstreamModel: 'asleep',
      wire: 'chat',
      emulatedParameters: [],
    };
    expect(rig.dispatch({ route }).reply.reply).toMatchObject({
      $case: 'refused',
      value: { code: FailureCode.MODEL_UNAVAILABLE, message: 'set EDGE_BASE_URL' },
    });
    expect(rig.intake.running).toBe(0);
  });

  it('fetches a request that is too large for the bus', async () => {
    const large = request('🐋'.repeat(300_000));
    rig.dispatch({ body: { $case: 'reference', value: {} } }, large);
    expect((await rig.answer()).task.request).toEqual(large);
  });

  it('fails where the gateway no longer has the request', async () => {
    const end = rig.dispatch({ body: { $case: 'reference', value: {} } });
    await until(() => end.events.length > 0);
    expect(failureOf(end)).toMatchObject({ code: 'INTERNAL' });
    expect(rig.errors).toHaveLength(1);
  });

  it('fails a dispatch without a route instead of dying of it', async () => {
    const end = rig.dispatch({ route: undefined });
    await until(() => end.events.length > 0);
    expect(failureOf(end)).toMatchObject({ code: 'INTERNAL' });
    end.stream.settled();
    await until(() => rig.intake.running === 0);
  });

  it('stops a cancelled completion, and leaves its settlement to the gateway', async () => {
    const end = rig.dispatch();
    const answer = await rig.answer();
    answer.say(text('la'));
    await until(() => end.events.length === 1);
    end.stream.cancel();
    await until(() => answer.left);
    expect(answer.signal.aborted).toBe(true);
    expect(rig.intake.running).toBe(0);
    expect(rig.settlements).toEqual([]);
    expect(end.names()).toEqual(['text']);
    expect(getEventListeners(answer.signal, 'abort')).toEqual([]);
  });

  it('reads no further while the gateway pauses it, and its neighbours go on', async () => {
    const slow = rig.dispatch();
    const quick = rig.dispatch();
    const [first, second] = [await rig.answer(), await rig.answer(1)];
    first.say(text('1'));
    await until(() => slow.events.length === 1);
    slow.stream.pause();
    // Commands travel in order: when the other stream's cancel is obeyed, the pause before it is.
    quick.stream.cancel();
    await until(() => second.left);
    const third = rig.dispatch();
    const other = await rig.answer(2);
    first.say(text('2'), text('3'), text('4'));
    other.say(text('a'), ...ending);
    await until(() => third.events.length === 4);
    expect(first.taken).toBeLessThanOrEqual(2);
    slow.stream.resume();
    await until(() => slow.events.length === 4);
  });

  it('lets go of a paused completion that is cancelled', async () => {
    const end = rig.dispatch();
    const neighbour = rig.dispatch();
    const [answer, other] = [await rig.answer(), await rig.answer(1)];
    answer.say(text('1'));
    await until(() => end.events.length === 1);
    end.stream.pause();
    neighbour.stream.cancel();
    await until(() => other.left);
    answer.say(text('2'), text('3'));
    await until(() => answer.taken === 2);
    end.stream.cancel();
    await until(() => answer.left);
    expect(rig.intake.running).toBe(0);
  });

  it('ends an answer at its deadline', async () => {
    const end = rig.dispatch({ deadlineUnixMs: Date.now() + 100 });
    const answer = await rig.answer();
    answer.say(text('la'));
    await until(() => end.events.length === 2);
    expect(failureOf(end)).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await until(() => answer.left);
    end.stream.settled();
    await until(() => rig.intake.running === 0);
  });

  it('takes a deadline that no timer reaches', async () => {
    const end = rig.dispatch({ deadlineUnixMs: Date.now() + 4e9 });
    (await rig.answer()).say(text('la'), ...ending);
    await until(() => end.events.length === 4);
    expect(failureOf(end)).toBe('completed');
  });

  it('turns what a source throws into a failed answer, and tells the operator', async () => {
    const end = rig.dispatch();
    (await rig.answer()).say(text('la'), new Error('secret detail'));
    await until(() => end.events.length === 2);
    expect(failureOf(end)).toEqual({
      code: 'INTERNAL',
      message: 'The worker had an error while it produced the answer.',
    });
    expect(rig.errors).toEqual([expect.objectContaining({ message: 'secret detail' })]);
  });

  it('fails an answer whose source ends without saying so', async () => {
    const end = rig.dispatch();
    (await rig.answer()).say(text('la'), 'end');
    await until(() => end.events.length === 2);
    expect(failureOf(end)).toMatchObject({ code: 'UPSTREAM_ERROR' });
  });

  it.each([
    ['before the end of the answer', [text('la'), unsendable, text('more')]],
    ['in company of its end', [text('la'), unsendable, ...ending]],
  ])('fails an answer with an event that cannot be encoded, %s', async (_, steps) => {
    const [end, other] = [rig.dispatch(), rig.dispatch()];
    const answers = [await rig.answer(), await rig.answer(1)] as const;
    answers[0].say(...steps);
    await until(() => failureOf(end) !== undefined && failureOf(end) !== 'text');
    expect(end.names()).toEqual(['text', 'failed']);
    expect(failureOf(end)).toEqual({
      code: 'INTERNAL',
      message: 'The worker had an error while it produced the answer.',
    });
    expect(rig.errors).toHaveLength(1);
    await until(() => answers[0].left);
    end.stream.settled();
    await until(() => rig.intake.running === 1);

    answers[1].say(text('la'), ...ending);
    await until(() => other.events.length === 4);
    expect(failureOf(other)).toBe('completed');
  });

  it('never asks the vendor for what its gateway called off before it came', async () => {
    const listener = { events: () => undefined, turnEnd: () => undefined, workerLost: () => undefined };
    const { streamId, cancel, close } = rig.gateway.open('chatcmpl-late', listener);
    cancel();
    close();
    // The link keeps the order: whoever has heard this has heard the former.
    const other = rig.dispatch();
    (await rig.answer()).say(...ending);
    await until(() => other.events.length === 3);
    other.stream.settled();
    await until(() => rig.intake.running === 0);
    expect(rig.dispatch({ streamId }).reply.reply?.$case).toBe('accepted');
    await until(() => rig.intake.running === 0);
    expect(rig.source.answers).toHaveLength(1);
    expect(rig.settlements).toEqual([]);
  });

  it('leaves the relay a turn to say so before it asks the vendor', async () => {
    rig.dispatch();
    for (let microtask = 0; microtask < 20; microtask += 1) await Promise.resolve();
    expect(rig.source.answers).toHaveLength(0);
    await rig.answer();
  });

  it('sends nothing after the end of an answer', async () => {
    const end = rig.dispatch();
    const answer = await rig.answer();
    answer.say(...ending, text('more'));
    await until(() => answer.left);
    expect(answer.taken).toBe(3);
    await until(() => end.names().includes('completed'));
    expect(end.names().at(-1)).toBe('completed');
  });
});
