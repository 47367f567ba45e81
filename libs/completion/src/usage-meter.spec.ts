import {
  type CompletionEvent,
  CompletionRequest,
  FailureCode,
  FinishReason,
  Outcome,
  Role,
  Settler,
  type UpstreamFailure,
  UsageSource,
} from '@belugapi/contracts';
import { createFailure } from './completion-failure.js';
import { countTokens } from './count-tokens.js';
import { failedEvent } from './terminal-event.js';
import { completionTokens, estimatedUsage, promptTokens } from './token-totals.js';
import { UsageMeter } from './usage-meter.js';

const text = (value: string): CompletionEvent => ({
  event: { $case: 'text', value: { choice: 0, text: value, logprobs: [] } },
});
const request = CompletionRequest.create({
  stream: true,
  messages: [{ role: Role.USER, content: [{ part: { $case: 'text', value: { text: 'a'.repeat(40) } } }] }],
});
const subject = { keyId: 'k', organizationId: 'o', model: 'm', servedModel: 's', provider: 'p', priceVersion: 'v' };
const settlement = { completionId: 'c', attempt: 2, subject, outcome: Outcome.COMPLETED, settler: Settler.GATEWAY };

function metered(...events: CompletionEvent[]): UsageMeter {
  const meter = new UsageMeter();
  for (const event of events) meter.note(event);
  return meter;
}

describe('token totals', () => {
  it('sums classes that do not overlap', () => {
    const usage = {
      source: UsageSource.PROVIDER,
      uncachedInput: 1,
      cacheRead: 2,
      cacheWrite: 4,
      cacheWriteLong: 8,
      audioInput: 16,
      imageInput: 32,
      visibleOutput: 64,
      reasoning: 128,
      audioOutput: 256,
    };
    expect([promptTokens(usage), completionTokens(usage)]).toEqual([63, 448]);
    const estimate = estimatedUsage({ text: 3, image: 5, audio: 7, audioSeconds: 1 }, 4);
    expect(estimate).toMatchObject({ uncachedInput: 3, imageInput: 5, audioInput: 7, visibleOutput: 4 });
    expect([promptTokens(estimate), completionTokens(estimate)]).toEqual([15, 4]);
    expect(promptTokens(estimatedUsage(undefined, 4))).toBe(0);
  });
});

describe('UsageMeter', () => {
  it('takes the vendor’s last figure above its own count', () => {
    const told = { source: UsageSource.PROVIDER, uncachedInput: 7, visibleOutput: 9 };
    const early = { ...told, visibleOutput: 1 };
    const meter = metered({ event: { $case: 'usage', value: early } }, text('long text'), {
      event: { $case: 'usage', value: told },
    });
    expect(meter.usage(request)).toBe(told);
  });

  const everything = [
    text('12345678'),
    { event: { $case: 'reasoning', value: { choice: 0, text: '1234' } } },
    { event: { $case: 'refusal', value: { choice: 0, text: '1234', logprobs: [] } } },
    { event: { $case: 'toolCallStarted', value: { choice: 0, index: 0, id: 'i', name: 'sing', custom: false } } },
    { event: { $case: 'toolCallArguments', value: { choice: 0, index: 0, delta: '{"a":12}' } } },
    { event: { $case: 'audio', value: { choice: 0, id: 'a', data: 'AAAAAAAA', transcript: '1234', expiresAt: 0 } } },
  ] satisfies CompletionEvent[];
  const seen = countTokens('1234567812341234sing{"a":12}1234');

  it('estimates from everything that passed where the vendor said nothing', () => {
    const prompt = countTokens('a'.repeat(40)) + 7;
    const source = UsageSource.ESTIMATED;
    expect(metered(...everything).usage(request)).toEqual({ source, uncachedInput: prompt, visibleOutput: seen + 12 });
    expect(metered(...everything).usage(undefined).uncachedInput).toBe(0);
  });

  it('estimates by what the model’s row says', () => {
    const meter = new UsageMeter({ ratio: 2, call: 30 });
    for (const event of everything) meter.note(event);
    expect(meter.passedOutput).toBe(2 * seen + 30);
  });

  it('estimates the searches that a model makes for every answer, once a vendor has the request', () => {
    const searched = (reached: boolean, ...events: CompletionEvent[]) => {
      const meter = new UsageMeter({ searches: 1 });
      for (const event of events) meter.note(event);
      return meter.usage(reached ? request : undefined).webSearches;
    };
    expect([searched(true, text('Upri')), searched(true), searched(false, text('Upri'))]).toEqual([1, 1, undefined]);
    const failed = failedEvent(FailureCode.UPSTREAM_RATE_LIMITED, 'later');
    expect([searched(true, text('Upri'), failed), searched(true, failed)]).toEqual([1, undefined]);
    expect(metered(text('Upri')).usage(request)).not.toHaveProperty('webSearches');
  });

  const failedWith = (status: number, code: FailureCode, more: Partial<UpstreamFailure> = {}): CompletionEvent => {
    const upstream = { provider: 'p', status, code: '', requestId: '', ...more };
    return { event: { $case: 'failed', value: createFailure(code, 'no', { upstream }) } };
  };

  it.each([
    ['a status', failedWith(400, FailureCode.INVALID_VALUE)],
    ['a status of a wrong key', failedWith(401, FailureCode.UPSTREAM_AUTH_FAILED)],
    ['a status that nothing is known of', failedWith(409, FailureCode.UPSTREAM_ERROR)],
    ['its limit', failedWith(429, FailureCode.UPSTREAM_RATE_LIMITED)],
    ['its limit, in a body of 200', failedWith(200, FailureCode.UPSTREAM_RATE_LIMITED)],
    ['too much to do', failedWith(529, FailureCode.UPSTREAM_OVERLOADED)],
    ['no connection', failedWith(0, FailureCode.UPSTREAM_ERROR, { unsent: true })],
  ])('estimates nothing where a vendor refused with %s', (_how, refused) => {
    const meter = metered(refused);
    expect(meter.isEstimated).toBe(false);
    const usage = meter.usage(request);
    expect([promptTokens(usage), completionTokens(usage)]).toEqual([0, 0]);
    expect(promptTokens(metered(text('x'), refused).usage(request))).toBeGreaterThan(0);
  });

  it.each([
    ['it was against its policy', failedWith(400, FailureCode.CONTENT_POLICY_VIOLATION)],
    ['a time-out', failedWith(408, FailureCode.UPSTREAM_TIMEOUT)],
    ['a failure of its own', failedWith(500, FailureCode.UPSTREAM_ERROR)],
    ['a time-out of its gateway', failedWith(504, FailureCode.UPSTREAM_TIMEOUT)],
    ['a connection that broke', failedWith(0, FailureCode.UPSTREAM_ERROR)],
    ['a worker that died', failedEvent(FailureCode.WORKER_LOST, 'gone')],
  ])('estimates the prompt where a vendor may have read it before %s', (_what, failed) => {
    const meter = metered(failed);
    expect(meter.isEstimated).toBe(true);
    expect(promptTokens(meter.usage(request))).toBeGreaterThan(0);
    expect(meter.isEstimated).toBe(false);
  });

  it('books how long an attempt took, however late that is', () => {
    const meter = metered(text('x'));
    meter.end();
    const first = meter.settled(settlement, request).event?.value;
    for (const until = performance.now() + 2; performance.now() < until;);
    expect(meter.settled(settlement, request).event?.value).toEqual(first);
  });

  it('books the attempt', () => {
    const meter = metered(text('1234'), {
      event: { $case: 'choiceFinished', value: { choice: 0, reason: FinishReason.TOOL_CALLS, rawReason: '' } },
    });
    const booked = meter.settled(settlement, request);
    expect(booked).toMatchObject({ completionId: 'c', attempt: 2, event: { $case: 'settled' } });
    expect(Math.abs(booked.atUnixMs - Date.now())).toBeLessThan(5_000);
    expect(booked.event?.value).toMatchObject({
      subject,
      outcome: Outcome.COMPLETED,
      settler: Settler.GATEWAY,
      failureCode: '',
      finishReason: 'tool_calls',
      stream: true,
      usage: { visibleOutput: countTokens('1234') },
    });
  });

  it('books a failure by its name, and times in whole microseconds', () => {
    const meter = metered(text('x'), failedEvent(FailureCode.UPSTREAM_TIMEOUT, 'late'));
    const { event } = meter.settled({ ...settlement, outcome: Outcome.FAILED }, undefined);
    if (event?.$case !== 'settled') throw new Error('not settled');
    expect(event.value).toMatchObject({ failureCode: 'upstream_timeout', finishReason: '', stream: false });
    expect(Number.isInteger(event.value.durationUs)).toBe(true);
    expect(event.value.timeToFirstTokenUs).toBeLessThanOrEqual(event.value.durationUs);
  });
});
