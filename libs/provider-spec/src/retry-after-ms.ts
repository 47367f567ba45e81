import type { UpstreamRefusal } from './provider-adapter.js';

const longestRetryMs = 3_600_000;

/**
 * How long a refusal asks to wait, in milliseconds from 0 to one hour: `retry-after-ms` (OpenAI's own), or `retry-after` in
 * seconds or as a date (RFC 9110 §10.2.3). Undefined where it says nothing that can be read.
 */
export function retryAfterMs(headers: UpstreamRefusal['headers']): number | undefined {
  const milliseconds = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return bounded(milliseconds);
  const value = headers['retry-after'];
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return bounded(seconds * 1_000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : bounded(date - Date.now());
}

function bounded(milliseconds: number): number {
  return Math.round(Math.min(Math.max(milliseconds, 0), longestRetryMs));
}
