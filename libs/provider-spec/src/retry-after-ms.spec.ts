import { retryAfterMs } from './retry-after-ms.js';

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.25' }, 250],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': '86400' }, 3_600_000],
    [{ 'retry-after-ms': '1234.4', 'retry-after': '7' }, 1_234],
    [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': ['7', '8'] }, undefined],
    [{}, undefined],
  ])('reads %j as %p', (headers, expected) => expect(retryAfterMs(headers)).toBe(expected));

  it('reads a date, and one that has passed as no wait', () => {
    const wait = retryAfterMs({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThanOrEqual(60_000);
    expect(retryAfterMs({ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })).toBe(0);
  });
});
