import { SpentMinute } from './spent-minute.js';

test('a unit counts for a minute, and tells when there is room again', () => {
  const minute = new SpentMinute();
  minute.note(3, 500);
  minute.note(4, 2_000);
  expect([minute.hasRoom(3, 10, 2_000), minute.hasRoom(4, 10, 2_000)]).toEqual([true, false]);
  expect(minute.roomAfterMs(4, 10, 2_000)).toBe(59_000);
  expect(minute.roomAfterMs(8, 10, 2_000)).toBe(61_000);
  expect(minute.hasRoom(4, 10, 60_999)).toBe(false);
  expect(minute.hasRoom(4, 10, 61_000)).toBe(true);
  expect(minute.hasRoom(10, 10, 63_000)).toBe(true);
});

test('what was not used has room at once, what was used more has not', () => {
  const minute = new SpentMinute();
  const at = minute.note(900, 0);
  minute.correct(at, -850);
  expect(minute.hasRoom(950, 1_000, 10)).toBe(true);
  minute.correct(at, 100);
  expect(minute.hasRoom(900, 1_000, 10)).toBe(false);
  // Its minute is over: nothing is to be corrected any more.
  expect(minute.hasRoom(1_000, 1_000, 70_000)).toBe(true);
  minute.correct(at, 500);
  expect(minute.hasRoom(1_000, 1_000, 70_000)).toBe(true);
});

test('a million units cost no more than sixty', () => {
  const minute = new SpentMinute();
  const startedAt = performance.now();
  for (let unit = 0; unit < 1_000_000; unit += 1) {
    const now = unit / 10;
    if (minute.hasRoom(1, 1e9, now)) minute.note(1, now);
  }
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
