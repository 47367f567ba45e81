import { LedgerRow, Outcome, UsageSource } from '@belugapi/contracts';
import { generationBody } from './generation-body.js';

const subject = { model: 'old-talker', servedModel: 'talker', provider: 'openai', priceVersion: 'v1' };
const row = (more: Partial<LedgerRow>): LedgerRow =>
  LedgerRow.fromPartial({ subject, createdAtUnixMs: 1_500, ...more });
const told = { source: UsageSource.PROVIDER, uncachedInput: 10, cacheRead: 4, visibleOutput: 5, reasoning: 3 };

test('tells what was asked for, what served it, and that these are two', () => {
  const one = generationBody('chatcmpl-1', [row({ usage: told, outcome: Outcome.COMPLETED })]);
  expect(one).toMatchObject({
    id: 'chatcmpl-1',
    object: 'generation',
    created: 1,
    model: 'old-talker',
    served_model: 'talker',
    model_substituted: true,
    outcome: 'completed',
  });
  const own = LedgerRow.fromPartial({ subject: { ...subject, servedModel: 'old-talker' } });
  expect(generationBody('chatcmpl-1', [own])).toMatchObject({ model_substituted: false });
});

test('adds up its attempts', () => {
  const rows = [
    row({ usage: told, costNanoUsd: 1_000, outcome: Outcome.FAILED, failureCode: 'upstream_error' }),
    row({
      usage: { ...told, source: UsageSource.ESTIMATED },
      costNanoUsd: 2_000,
      outcome: Outcome.COMPLETED,
      finishReason: 'stop',
      durationUs: 2_600,
    }),
  ];
  expect(generationBody('chatcmpl-1', rows)).toMatchObject({
    attempts: 2,
    source: 'estimated',
    outcome: 'completed',
    finish_reason: 'stop',
    error: null,
    cost: 0.000003,
    duration_ms: 3,
    usage: { prompt_tokens: 28, completion_tokens: 16, total_tokens: 44, cached_tokens: 8, reasoning_tokens: 6 },
  });
});

test('what used nothing does not make the vendor’s figures an estimate', () => {
  const refused = row({ usage: { source: UsageSource.ESTIMATED, uncachedInput: 0, visibleOutput: 0 } });
  expect(generationBody('chatcmpl-1', [refused, row({ usage: told })])).toMatchObject({ source: 'provider' });
  expect(generationBody('chatcmpl-1', [refused])).toMatchObject({ source: 'estimated' });
  expect(generationBody('chatcmpl-1', [row({})])).toMatchObject({ source: 'estimated' });
});

test('a model without a price has no cost, which is not 0', () => {
  expect(generationBody('chatcmpl-1', [row({ usage: told })])).toMatchObject({ cost: null });
});
