import type { VendorRequest } from '@belugapi/testing';
import type { LedgerRow } from './ledger-rows.js';
import type { Call, SeenEnd } from './mixed-callers.js';
import { type Accounts, reckon } from './reckoning.js';
import type { ServedCall } from './vendor-account.js';

const row = (fields: Partial<LedgerRow> = {}): LedgerRow => ({
  id: 1,
  completion_id: 'one',
  attempt: 1,
  key_id: 'key',
  organization_id: 'default',
  model: 'house-1',
  outcome: 'completed',
  error: null,
  source: 'provider',
  prompt_tokens: 100_000,
  completion_tokens: 5,
  cost_nano_usd: 1,
  charged_nano_usd: 1,
  ...fields,
});
const request = { outcome: 'finished', receivedAt: 9_800, endedAt: 10_000 } as VendorRequest;
const call: ServedCall = { serial: 1, promptTokens: 100_000, tokens: 5, request };
const seen: SeenEnd = { call: { serial: 1 } as Call, id: 'one', promptTokens: 100_000, completionTokens: 5 };
const agreeing: Accounts = {
  rows: [row()],
  served: [call],
  seen: [seen],
  killings: [],
  serialOf: () => 1,
  isLeft: () => false,
  spanOf: () => ({ from: 9_700, to: 10_100 }),
  waitedMs: () => 0,
};
const workerDied = (at: number) => [{ service: 'worker-openai', at }];
const estimate = row({ source: 'estimated', outcome: 'failed', prompt_tokens: 12, completion_tokens: 0 });

describe('reckon', () => {
  it.each<[string, Partial<Accounts>]>([
    ['what agrees', {}],
    ['an estimate where the worker died', { rows: [estimate], seen: [], killings: workerDied(9_960) }],
    ['an estimate where the caller left', { rows: [estimate], seen: [], isLeft: () => true }],
    [
      'an estimate where the vendor itself came late',
      { rows: [estimate], seen: [], killings: workerDied(9_490), waitedMs: (from, to) => (to - from) / 2 },
    ],
    [
      'an estimate where the worker came late, and died behind the end',
      { rows: [estimate], seen: [], killings: workerDied(10_510), waitedMs: (from, to) => (to - from) / 2 },
    ],
    ['an attempt that no worker took', { rows: [row(), row({ ...estimate, attempt: 2, prompt_tokens: 0 })] }],
    ['an attempt lost with its worker', { rows: [row({ attempt: 2 }), estimate], killings: workerDied(9_720) }],
  ])('passes %s', (_what, accounts) => {
    expect(reckon({ ...agreeing, ...accounts }).problems).toEqual([]);
  });

  it('tells how late a death was noticed', () => {
    const accounts = { rows: [estimate], seen: [], killings: workerDied(9_960) };
    expect(reckon({ ...agreeing, ...accounts }).noticedAfterMs).toBe(40);
    expect(reckon(agreeing).noticedAfterMs).toBe(0);
  });

  it.each<[string, Partial<Accounts>]>([
    ['lost', { rows: [], seen: [] }],
    ['lost', { rows: [row({ ...estimate, prompt_tokens: 0 })], seen: [] }],
    ['lost', { served: [call, { ...call, promptTokens: 100_001, request: { ...request, outcome: 'cancelled' } }] }],
    ['double', { rows: [row(), row()] }],
    ['double', { rows: [row(), row({ attempt: 2 })] }],
    ['two completions', { rows: [row(), row({ ...estimate, completion_id: 'two' })] }],
    ['invented', { rows: [row(), row({ attempt: 2, prompt_tokens: 7 })] }],
    ['mistaken', { served: [{ ...call, serial: 2 }] }],
    ['wrong', { rows: [row({ completion_tokens: 6 })] }],
    ['unknown', { serialOf: () => undefined }],
    ['seen by its caller', { rows: [estimate] }],
    ['finished while nobody died', { rows: [estimate], seen: [], killings: [{ service: 'nats', at: 10_000 }] }],
    ['finished while nobody died', { rows: [estimate], seen: [], killings: workerDied(9_490) }],
    ['overbooked', { rows: [row(), row({ ...estimate, attempt: 2 })], killings: workerDied(9_190) }],
    ['overbooked', { rows: [row({ ...estimate, outcome: 'cancelled' })], served: [], seen: [] }],
  ])('tells what is %s', (problem, accounts) => {
    expect(reckon({ ...agreeing, ...accounts }).problems.map((told) => told.startsWith(problem))).toContain(true);
  });
});
