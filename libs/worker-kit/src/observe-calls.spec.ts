import { FailureCode } from '@belugapi/contracts';
import { failedEvent } from '@belugapi/completion';
import { type UpstreamCall, UpstreamCalls } from '@belugapi/provider-spec';
import { type EmulatedVendor, startEmulatedVendor } from '@belugapi/testing';
import { IntakeRig, until } from './__fixtures__/intake-rig.js';
import { plainAdapter, vendorTask } from './__fixtures__/plain-adapter.js';
import { ending, text } from './__fixtures__/scripted-source.js';
import { KeyPool } from './key-pool.js';
import { UpstreamClient } from './upstream-call.js';
import { UpstreamSource } from './upstream-source.js';

describe('a run', () => {
  let rig: IntakeRig;
  beforeEach(async () => {
    rig = await new IntakeRig().start();
  });
  afterEach(() => rig.close());

  const outcomes = async () => {
    const samples = (await rig.registry.metrics()).matchAll(/^\w+\{provider="edge",outcome="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries([...samples].map(([, outcome, count]) => [outcome, Number(count)]));
  };

  it('tells with the end how long the calls took, and counts the last one', async () => {
    const end = rig.dispatch();
    const answer = await rig.answer();
    answer.task.calls?.begin();
    answer.task.calls?.answered(200);
    answer.say(text('la'), ...ending);
    await until(() => end.events.length === 4);
    const last = end.events.at(-1)?.event;
    expect(last).toEqual({ $case: 'completed', value: { upstreamUs: expect.any(Number) as number } });
    expect(await outcomes()).toEqual({ ok: 1 });
    const line = { completionId: 'chatcmpl-1', attempt: 1, model: 'ready', status: 200, outcome: 'ok' };
    expect(rig.lines).toMatchObject([{ ...line, durationMs: expect.any(Number) as number, msg: 'upstream attempt' }]);
  });

  it('tells nothing where the source called nobody', async () => {
    const end = rig.dispatch();
    (await rig.answer()).say(...ending);
    await until(() => end.events.length === 3);
    expect(end.events.at(-1)?.event).toEqual({ $case: 'completed', value: { upstreamUs: undefined } });
    expect(await outcomes()).toEqual({ ok: 0 });
  });

  it('counts what failed in the middle and what was cancelled by their names', async () => {
    const first = rig.dispatch();
    const failing = await rig.answer();
    failing.task.calls?.begin();
    failing.say(text('la'), failedEvent(FailureCode.UPSTREAM_TIMEOUT, 'Silence.'));
    await until(() => first.events.length === 2);
    const second = rig.dispatch();
    (await rig.answer(1)).task.calls?.begin();
    second.stream.cancel();
    await until(() => rig.lines.length === 2);
    expect(await outcomes()).toEqual({ ok: 0, upstream_timeout: 1, cancelled: 1 });
  });
});

describe('a source over HTTP', () => {
  const client = new UpstreamClient({ connectMs: 2_000, headersMs: 5_000, silenceMs: 5_000 });
  let vendor: EmulatedVendor;
  beforeAll(async () => {
    vendor = await startEmulatedVendor();
  });
  afterAll(async () => {
    await client.close();
    await vendor.close();
  });

  async function callsOf(baseUrl: string): Promise<{ over: UpstreamCall[]; calls: UpstreamCalls }> {
    const over: UpstreamCall[] = [];
    const calls = new UpstreamCalls((call) => over.push(call));
    const keys = new KeyPool(['key-a', 'key-b']);
    const source = new UpstreamSource({ adapter: plainAdapter, client, baseUrl, keys });
    const task = { ...vendorTask({ tokens: ['x'] }), calls };
    const events = [];
    for await (const together of source.complete(task, new AbortController().signal)) events.push(...together);
    expect(events).not.toEqual([]);
    return { over, calls };
  }

  it('begins each call, and leaves the end of the last to whoever hears the answer', async () => {
    vendor.script({ kind: 'failure', status: 429 }, { tokens: ['x'] });
    const { over, calls } = await callsOf(vendor.baseUrl);
    const durationMs = expect.any(Number) as number;
    const refused = { status: 429, failure: FailureCode.UPSTREAM_RATE_LIMITED, durationMs };
    expect(over).toEqual([refused]);
    calls.end();
    expect(over).toEqual([refused, { status: 200, failure: undefined, durationMs }]);
    expect(calls.elapsedMs).toBeCloseTo(
      over.reduce((sum, call) => sum + call.durationMs, 0),
      6,
    );
  });

  it('knows no status where there was no answer', async () => {
    const { over } = await callsOf('http://127.0.0.1:1');
    expect(over.map(({ status, failure }) => [status, failure])).toEqual([
      [undefined, FailureCode.UPSTREAM_ERROR],
      [undefined, FailureCode.UPSTREAM_ERROR],
    ]);
  });
});
