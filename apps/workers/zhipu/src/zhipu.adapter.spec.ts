import path from 'node:path';
import { FailureCode, FinishReason } from '@belugapi/contracts';
import { type AdapterAnswer, describeAdapter, describeRecordings } from '@belugapi/testing';
import { zhipuAdapter } from './zhipu.adapter.js';

const answer = (name: string, totalTokens: number | undefined, choice: object, more: object = {}): AdapterAnswer => ({
  name: `synthetic-${name}`,
  folded: { choices: [choice], ...more },
  ...(totalTokens !== undefined && { totalTokens }),
});
const refusal = (status: number, number: string, code: FailureCode, param?: string) => ({
  status,
  body: JSON.stringify({ error: { code: number, message: `About ${number}` }, request_id: 'zp-1' }),
  code,
  ...(param !== undefined && { param }),
});
const {
  UPSTREAM_AUTH_FAILED,
  UPSTREAM_RATE_LIMITED,
  UPSTREAM_OVERLOADED,
  UPSTREAM_ERROR,
  INVALID_VALUE,
  MODEL_NOT_FOUND,
  CONTEXT_LENGTH_EXCEEDED,
  CONTENT_POLICY_VIOLATION,
} = FailureCode;

describeAdapter(zhipuAdapter, {
  fixtures: path.join(__dirname, '__fixtures__'),
  answers: [
    answer(
      'thinking',
      33,
      { content: 'They drift 🐋.', reasoning: '\n1. Whales drift.', finishReason: FinishReason.STOP },
      { started: { upstreamId: 'zp-1', upstreamModel: 'glm-4.7' }, usage: { reasoning: 15, cacheRead: 0 } },
    ),
    // The role on every chunk, the id on every piece of a call.
    answer('tool-stream', 210, {
      content: '\n',
      reasoning: 'Two dives.',
      toolCalls: [
        { id: 'call_1', name: 'dive', arguments: '{"place": "北京"}' },
        { id: 'call_2', name: 'dive', arguments: '{"place": "Oslo"}' },
      ],
      finishReason: FinishReason.TOOL_CALLS,
    }),
    answer('sensitive', 15, { content: 'They', finishReason: FinishReason.CONTENT_FILTER }),
    answer('window-full', 15, { content: 'They', finishReason: FinishReason.LENGTH }),
    answer('network-error', 15, { content: 'They' }, { failure: { code: UPSTREAM_ERROR } }),
    answer('error-mid-stream', undefined, { content: 'They' }, { failure: { code: UPSTREAM_OVERLOADED } }),
  ],
  unknownFinish: { answer: 'synthetic-thinking', replace: '"stop"', by: '"meditating"' },
  refusals: [
    refusal(401, '1000', UPSTREAM_AUTH_FAILED),
    refusal(429, '1112', UPSTREAM_AUTH_FAILED),
    refusal(429, '1113', UPSTREAM_AUTH_FAILED),
    refusal(400, '1210', INVALID_VALUE),
    refusal(400, '1211', MODEL_NOT_FOUND),
    refusal(500, '1214', INVALID_VALUE),
    refusal(400, '1261', CONTEXT_LENGTH_EXCEEDED, 'messages'),
    refusal(400, '1301', CONTENT_POLICY_VIOLATION),
    refusal(429, '1302', UPSTREAM_RATE_LIMITED),
    refusal(429, '1305', UPSTREAM_OVERLOADED),
    refusal(429, '1308', UPSTREAM_AUTH_FAILED),
    refusal(429, '1310', UPSTREAM_AUTH_FAILED),
    refusal(434, '9999', INVALID_VALUE),
    refusal(429, '9999', UPSTREAM_RATE_LIMITED),
  ],
});

describeRecordings(zhipuAdapter, { vendors: ['zhipu'], endpoint: 'openai.chat' });

describe('a plan that is used up', () => {
  const rest = (message: string) =>
    zhipuAdapter.toFailure({ status: 429, headers: {}, body: JSON.stringify({ error: { code: '1308', message } }) })
      .retryAfterMs;
  // The vendor's clock is Beijing's.
  const told = (milliseconds: number) =>
    new Date(milliseconds + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

  it('lets its key rest until the time that the text tells', () => {
    const wait = rest(`Usage limit reached for 5 hour. Your limit will reset at ${told(Date.now() + 7_200_000)}`);
    expect(wait).toBeGreaterThan(7_190_000);
    expect(wait).toBeLessThanOrEqual(7_200_000);
    expect(rest(`Your limit will reset at ${told(Date.now() + 7 * 86_400_000)}`)).toBe(86_400_000);
  });

  it('lets it rest as usual where the text tells no time', () => {
    expect(rest('Usage limit reached.')).toBeUndefined();
    expect(rest('Your limit will reset at 2026-99-99 25:00:00')).toBeUndefined();
    expect(rest('Your limit will reset at 2020-01-01 00:00:00')).toBe(0);
  });
});
