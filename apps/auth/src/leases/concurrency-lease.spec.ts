import { concurrencyLease } from './concurrency-lease.js';

test.each([
  ['what it needs', { heldByOthers: 0, heldBySelf: 0, needed: 6, wanted: 6 }, { granted: 6, stored: 6, remaining: 4 }],
  ['what is left', { heldByOthers: 8, heldBySelf: 0, needed: 6, wanted: 6 }, { granted: 2, stored: 2, remaining: 0 }],
  [
    'a quarter ahead',
    { heldByOthers: 0, heldBySelf: 0, needed: 2, wanted: 9 },
    { granted: 4, stored: 4, remaining: 6 },
  ],
  // It may be using them already while it asks.
  [
    'what it holds and wants',
    { heldByOthers: 4, heldBySelf: 6, needed: 1, wanted: 5 },
    { granted: 5, stored: 5, remaining: 1 },
  ],
  [
    'no more than it wants',
    { heldByOthers: 0, heldBySelf: 6, needed: 0, wanted: 0 },
    { granted: 0, stored: 0, remaining: 10 },
  ],
  // The limit was lowered under them: they run, so they count.
  ['fewer than run', { heldByOthers: 7, heldBySelf: 6, needed: 6, wanted: 6 }, { granted: 3, stored: 6, remaining: 0 }],
  [
    'fewer than may run by now',
    { heldByOthers: 7, heldBySelf: 6, needed: 1, wanted: 5 },
    { granted: 3, stored: 5, remaining: 0 },
  ],
])('a gateway gets %s', (_what, demand, lease) => {
  expect(concurrencyLease({ limit: 10, ...demand })).toEqual(lease);
});
