import {
  type CompletionEvent,
  CompletionRequest,
  FailureCode,
  FinishReason,
  Outcome,
  Role,
  Settler,
  UsageSource,
} from '@belugapi/contracts';
import { estimatePromptTokens, estimateTokens } from './estimate-tokens.js';
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

describe('estimates', () => {
  it('takes four bytes for a token, and one token for any', () => {
    expect([0, 1, 4, 5, 400].map(estimateTokens)).toEqual([0, 1, 1, 2, 100]);
  });

  it('counts text, calls and tools of a request, and something for each message', () => {
    expect(estimatePromptTokens(CompletionRequest.create())).toBe(0);
    expect(estimatePromptTokens(request)).toBe(14);
    const full = CompletionRequest.create({
      messages: [
        ...request.messages,
        {
          role: Role.ASSISTANT,
          toolCalls: [{ id: 'i', call: { $case: 'function', value: { name: 'f', arguments: '12345678' } } }],
        },
      ],
      tools: [{ tool: { $case: 'function', value: { name: 'f', parametersJson: '鲸'.repeat(4) } } }],
    });
    expect(estimatePromptTokens(full)).toBe((40 + 8 + 12) / 4 + 8);
  });
});

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
    expect([promptTokens(estimatedUsage(3, 4)), completionTokens(estimatedUsage(3, 4))]).toEqual([3, 4]);
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

  it('estimates from everything that passed where the vendor said nothing', () => {
    const meter = metered(
      text('12345678'),
      { event: { $case: 'reasoning', value: { choice: 0, text: '1234' } } },
      { event: { $case: 'refusal', value: { choice: 0, text: '1234', logprobs: [] } } },
      { event: { $case: 'toolCallArguments', value: { choice: 0, index: 0, delta: '{"a":12}' } } },
      { event: { $case: 'audio', value: { choice: 0, id: 'a', data: 'AAAAAAAA', transcript: '1234', expiresAt: 0 } } },
    );
    expect(meter.usage(request)).toEqual({ source: UsageSource.ESTIMATED, uncachedInput: 14, visibleOutput: 7 });
    expect(meter.usage(undefined).uncachedInput).toBe(0);
  });

  it('counts bytes of other scripts, in pieces and whole', () => {
    const pieces = metered(text('鲸鱼'), text('在唱歌'), text('。')).usage(undefined).visibleOutput;
    const whole = metered(text(`${'鲸'.repeat(40)}.`)).usage(undefined).visibleOutput;
    expect([pieces, whole]).toEqual([estimateTokens(18), estimateTokens(121)]);
  });

  it('knows whether anything passed', () => {
    expect(metered().hasOutput).toBe(false);
    expect(metered(text('')).hasOutput).toBe(false);
    expect(metered(text('x')).hasOutput).toBe(true);
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
      usage: { visibleOutput: 1 },
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
