import { InvalidArgumentError } from 'commander';

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds of a time as in 90s, 15m, 12h or 30d. @throws {InvalidArgumentError} */
export function readDuration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const seconds = Number(amount) * (secondsOf[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(seconds)) throw new InvalidArgumentError('Expected a time as in 90s, 15m, 12h or 30d.');
  return seconds;
}

/** Unix seconds of a moment: a day or time (ISO 8601), or a time from now as in 30d. @throws {InvalidArgumentError} */
export function readMoment(text: string): number {
  if (/^\d+[smhd]$/.test(text)) return Math.floor(Date.now() / 1_000) + readDuration(text);
  const moment = Date.parse(text);
  if (Number.isNaN(moment))
    throw new InvalidArgumentError('Expected a day as in 2027-01-31, a time, or a span as in 30d.');
  return Math.floor(moment / 1_000);
}
