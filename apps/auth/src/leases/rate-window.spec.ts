import { type Buckets, RateWindow } from './rate-window.js';

const start = 1_800_000_000_000;
const demand = (needed: number, more: object = {}) => ({ needed, wanted: needed, returned: [], overdrawn: 0, ...more });

/** A window that is stored between its uses, as it is in the database. */
function stored(limit: number) {
  let buckets: Buckets = {};
  return (now: number, needed: number, more: object = {}) => {
    const window = new RateWindow(limit, buckets, now);
    const grant = window.lease(demand(needed, more));
    buckets = JSON.parse(JSON.stringify(window.state())) as Buckets;
    return grant;
  };
}

test('grants up to the limit, then says when there is more', () => {
  const lease = stored(10);
  expect(lease(start, 7)).toMatchObject({ granted: 7, remaining: 3, retryAfterMs: 0, expiresAfterMs: 2_000 });
  expect(lease(start + 1_500, 7)).toMatchObject({
    granted: 3,
    remaining: 0,
    retryAfterMs: 60_500,
    expiresAfterMs: 1_500,
  });
  expect(lease(start + 61_999, 1)).toMatchObject({ granted: 0 });
  expect(lease(start + 62_000, 8)).toMatchObject({ granted: 7, remaining: 0 });
});

test('a reserve shrinks as the limit nears', () => {
  const lease = stored(100);
  const reserves = [0, 1, 2, 3].map(() => lease(start, 1, { wanted: 50 }).granted - 1);
  expect(reserves).toEqual([12, 10, 9, 8]);
});

test('what comes back is free at once, once, and only while it counts', () => {
  const lease = stored(10);
  const { lease: name } = lease(start, 10);
  expect(lease(start, 0, { returned: [{ lease: name, units: 4 }] }).remaining).toBe(4);
  expect(lease(start, 0, { returned: [{ lease: name, units: 400 }] }).remaining).toBe(10);
  expect(lease(start, 0, { returned: [{ lease: name, units: 1 }] }).remaining).toBe(10);
  expect(lease(start + 70_000, 0, { returned: [{ lease: name, units: 5 }] }).remaining).toBe(10);
});

test('what was spent beyond the grant counts, even over the limit', () => {
  const lease = stored(10);
  expect(lease(start, 2, { overdrawn: 15 })).toMatchObject({ granted: 0, remaining: 0 });
});

test('a lowered limit holds at once', () => {
  const window = new RateWindow(5, { [String(start / 1_000 + 2)]: 8 }, start);
  expect(window.lease(demand(1))).toMatchObject({ granted: 0, remaining: 0 });
});

test('in any sixty seconds no more is spent than the limit, whenever within their leases the units are spent', () => {
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const limit = 50;
  const lease = stored(limit);
  const spent: number[] = [];
  let now = start;
  for (let step = 0; step < 3_000; step += 1) {
    now += Math.floor(random() * 300);
    const { granted, lease: name, expiresAfterMs } = lease(now, Math.ceil(random() * 4), { wanted: 10 });
    const used = Math.floor(random() * (granted + 1));
    for (let unit = 0; unit < used; unit += 1) spent.push(now + Math.floor(random() * expiresAfterMs));
    lease(now, 0, { returned: [{ lease: name, units: granted - used }] });
  }
  spent.sort((a, b) => a - b);
  const most = Math.max(...spent.map((at) => spent.filter((other) => other > at - 60_000 && other <= at).length));
  expect(most).toBeLessThanOrEqual(limit);
  // And the limit is used: nearly all of it in the busiest minute.
  expect(most).toBeGreaterThanOrEqual(limit * 0.9);
});
