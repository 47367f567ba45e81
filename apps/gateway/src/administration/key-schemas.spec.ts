import { CompletionFailure } from '@belugapi/completion';
import { parseBody } from '../request/parse-body.js';
import { createKeySchema, keysQuerySchema } from './key-schemas.js';

function refusal(asked: () => unknown): string | undefined {
  try {
    asked();
    return undefined;
  } catch (error) {
    return (error as CompletionFailure).failure.param;
  }
}
const create = (body: object) => () => parseBody(createKeySchema, { name: 'ci', ...body });

test('a key ends at a moment to come, in seconds or ISO 8601, before 9999', () => {
  expect(create({ expires_at: '2027-01-31T00:00:00+01:00' })()).toMatchObject({ expires_at: 1_801_350_000_000 });
  for (const moment of [
    '0020-02-29T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59Z',
    'tomorrow',
    -1,
    0,
    1e12,
  ]) {
    expect([moment, refusal(create({ expires_at: moment }))]).toEqual([moment, 'expires_at']);
  }
});

test('a moment out of range says which there are', () => {
  expect(create({ expires_at: '0020-02-29T00:00:00Z' })).toThrow('must be a time from 1970 to 9998');
});

test('what no database can store is refused by name', () => {
  expect(refusal(create({ name: 'a\0b' }))).toBe('name');
  expect(refusal(create({ name: ' \t ' }))).toBe('name');
  expect(refusal(create({ models: ['gpt-5.4', '\0'] }))).toBe('models[1]');
  expect(refusal(create({ organization: 'a\0' }))).toBe('organization');
  expect(refusal(() => parseBody(keysQuerySchema, { after: '\0' }))).toBe('after');
  expect(create({ name: '  ci  ' })()).toMatchObject({ name: 'ci' });
});

test('a number in a query is a whole one, and no other text', () => {
  const limit = (text: unknown) => () => parseBody(keysQuerySchema, { limit: text });
  expect(limit('7')()).toMatchObject({ limit: 7 });
  expect(parseBody(keysQuerySchema, {})).toMatchObject({ limit: 20 });
  for (const text of ['', ' ', '1.5', '1e1', '0x10', 'true', '101', ['7']]) expect(refusal(limit(text))).toBe('limit');
});

test('money is what a ledger of billionths can hold', () => {
  const total = (amount: unknown) => create({ limits: { money: { total_usd: amount } } });
  expect(total('0.5')()).toMatchObject({ limits: { money: { total_usd: 500_000_000 } } });
  expect(total(25)()).toMatchObject({ limits: { money: { total_usd: 25_000_000_000 } } });
  for (const amount of [-1, 1_000_001, 1e-10, '', '-1', '1e3', '1,5', '0.0000000001', '1000001', '0'.repeat(31)]) {
    expect([amount, refusal(total(amount))]).toEqual([amount, 'limits.money.total_usd']);
  }
});
