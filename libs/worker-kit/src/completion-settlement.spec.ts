import { Outcome, Settler, UsageSource } from '@belugapi/contracts';
import { ending, text, usage } from './__fixtures__/scripted-source.js';
import { IntakeRig, until } from './__fixtures__/intake-rig.js';

let rig: IntakeRig;
const start = async (settleTimeoutMs?: number) => (rig = await new IntakeRig(settleTimeoutMs).start());
afterEach(() => rig.close());

const settled = () => rig.settlements.map(({ event }) => (event?.$case === 'settled' ? event.value : undefined));

describe('settlement by the worker', () => {
  it('settles an estimate of what it counted when the gateway dies within the answer', async () => {
    await start();
    const end = rig.dispatch();
    const answer = await rig.answer();
    answer.say(text('sixteen letters.'));
    await until(() => end.events.length === 1);
    await rig.gateway.close();
    await until(() => rig.settlements.length === 1);
    expect(answer.signal.aborted).toBe(true);
    expect(rig.settlements[0]).toMatchObject({ completionId: 'chatcmpl-1', attempt: 1 });
    expect(rig.settlements[0]?.trace).toBeUndefined();
    expect(settled()).toMatchObject([
      {
        subject: {
          keyId: 'key',
          organizationId: 'organization',
          model: 'asked',
          servedModel: 'ready',
          provider: 'edge',
          priceVersion: 'prices-1',
        },
        usage: { source: UsageSource.ESTIMATED, visibleOutput: 4 },
        outcome: Outcome.CANCELLED,
        settler: Settler.WORKER,
        stream: true,
      },
    ]);
    expect(rig.intake.running).toBe(0);
    await until(() => answer.left);
    expect(rig.errors).toEqual([]);
  });

  it('settles into the trace of the run, which ends with it', async () => {
    await start();
    const trace = { traceparent: 'of the attempt', tracestate: '' };
    const end = rig.dispatch({}, undefined, trace);
    (await rig.answer()).say(text('la'));
    await until(() => end.events.length === 1);
    await rig.gateway.close();
    await until(() => rig.settlements.length === 1);
    expect(rig.settlements[0]?.trace?.traceparent).toBe('of span 1');
    const attributes = { 'messaging.destination.name': 'completions.v1.edge', 'beluga.completion_id': 'chatcmpl-1' };
    await until(() => rig.intake.running === 0);
    expect(rig.tracing.spans).toMatchObject([
      { name: 'process completions.v1.edge', kind: 'server', ended: 'cancelled', attributes },
    ]);
  });

  it('settles the vendor’s figure where that came', async () => {
    await start();
    const end = rig.dispatch();
    (await rig.answer()).say(text('la'), usage);
    await until(() => end.events.length === 2);
    await rig.gateway.close();
    await until(() => rig.settlements.length === 1);
    expect(settled()).toMatchObject([{ usage: { source: UsageSource.PROVIDER, uncachedInput: 11, visibleOutput: 5 } }]);
  });

  it('settles an answer that was complete, and one that had failed, as such', async () => {
    await start();
    const ends = [rig.dispatch(), rig.dispatch()];
    (await rig.answer()).say(text('la'), ...ending);
    (await rig.answer(1)).say(text('la'), new Error('broken'));
    await until(() => ends.every(({ names }) => ['completed', 'failed'].includes(names().at(-1) ?? '')));
    await rig.gateway.close();
    await until(() => rig.settlements.length === 2);
    expect(settled()).toMatchObject([
      { outcome: Outcome.COMPLETED, finishReason: 'stop', failureCode: '' },
      { outcome: Outcome.FAILED, failureCode: 'internal' },
    ]);
  });

  it('ends every call to the vendor before it counts the first', async () => {
    await start();
    const ends = [rig.dispatch(), rig.dispatch()];
    const steps: string[] = [];
    for (const index of ends.keys()) {
      const answer = await rig.answer(index);
      answer.signal.addEventListener('abort', () => steps.push('ended'));
      answer.say(text('la'));
    }
    await until(() => ends.every(({ events }) => events.length === 1));
    rig.onSettle = () => steps.push('counted');
    await rig.gateway.close();
    await until(() => rig.intake.running === 0);
    expect(steps).toEqual(['ended', 'ended', 'counted', 'counted']);
  });

  it('settles nothing twice', async () => {
    await start();
    const end = rig.dispatch();
    (await rig.answer()).say(...ending);
    await until(() => end.events.length === 3);
    end.stream.settled();
    await until(() => rig.intake.running === 0);
    const closing = rig.gateway.close();
    const other = rig.dispatch();
    await until(() => rig.settlements.length === 1);
    expect(other.events).toEqual([]);
    expect(rig.intake.running).toBe(0);
    await closing;
  });

  it('settles an answer that a living gateway forgot', async () => {
    await start(50);
    const end = rig.dispatch();
    (await rig.answer()).say(text('la'), ...ending);
    await until(() => end.events.length === 4);
    end.stream.close();
    await until(() => rig.intake.running === 0);
    expect(settled()).toMatchObject([{ outcome: Outcome.COMPLETED, usage: { source: UsageSource.PROVIDER } }]);
  });
});

describe('drain', () => {
  it('takes no more, and waits for what runs', async () => {
    await start();
    const end = rig.dispatch();
    const answer = await rig.answer();
    let drained = false;
    const draining = rig.intake.drain(60_000).then(() => (drained = true));
    expect(rig.dispatch().reply.reply?.$case).toBe('busy');
    expect(rig.intake.hello('spec').draining).toBe(true);
    answer.say(text('la'), ...ending);
    await until(() => end.events.length === 4);
    expect(drained).toBe(false);
    end.stream.settled();
    await draining;
    expect(end.names().at(-1)).toBe('completed');
  });

  it('interrupts what runs beyond the grace time, in words of its own', async () => {
    await start();
    const end = rig.dispatch();
    const answer = await rig.answer();
    answer.say(text('la'));
    const draining = rig.intake.drain(100);
    await until(() => end.names().includes('failed'));
    expect(end.events.at(-1)?.event?.value).toMatchObject({
      message: 'The worker was stopped before the answer was complete.',
    });
    await until(() => answer.left);
    end.stream.settled();
    await draining;
    expect(rig.intake.running).toBe(0);
  });

  it('ends at once where nothing runs', async () => {
    await start();
    await expect(rig.intake.drain(60_000)).resolves.toBeUndefined();
  });
});
