import { LedgerRow, Outcome, UsageSource } from '@belugapi/contracts';
import { ledgerCsv, ledgerRowBody } from './ledger-row-body.js';

const row = LedgerRow.fromPartial({
  id: 7,
  completionId: 'chatcmpl-1',
  attempt: 2,
  subject: { keyId: 'key_1', organizationId: 'acme', model: '=cmd()', servedModel: 'a "b", c', provider: 'edge' },
  outcome: Outcome.CANCELLED,
  usage: { source: UsageSource.PROVIDER, uncachedInput: 3, cacheRead: 4, visibleOutput: 5, reasoning: 6 },
  costNanoUsd: 0,
  createdAtUnixMs: 1_795_364_531_250,
  stream: true,
});

test('a row tells figures as integers, and what it does not know as null', () => {
  expect(ledgerRowBody(row)).toMatchObject({
    id: 7,
    completion_id: 'chatcmpl-1',
    attempt: 2,
    outcome: 'cancelled',
    source: 'provider',
    prompt_tokens: 7,
    completion_tokens: 11,
    cached_tokens: 4,
    reasoning_tokens: 6,
    cost_nano_usd: 0,
    charged_nano_usd: null,
    error: null,
    created_at: 1_795_364_531,
    revised_at: null,
  });
  expect(ledgerRowBody({ ...row, revisedAtUnixMs: 1_795_364_999_999 })['revised_at']).toBe(1_795_364_999);
});

test('CSV has a line of names, quotes what needs it, and no formulas', () => {
  const [names = '', line = '', rest] = ledgerCsv([row]).split('\r\n');
  expect(names).toMatch(/^id,completion_id,attempt,key_id,organization_id,model,/);
  expect(line).toMatch(/^7,chatcmpl-1,2,key_1,acme,'=cmd\(\),"a ""b"", c",edge,cancelled,/);
  expect(rest).toBe('');
  expect(line.split(',').length).toBeGreaterThanOrEqual(names.split(',').length);
});
