import { type Limits } from '@belugapi/contracts';
import type { organizations } from '../auth-schema.js';

/** The limits of a row, null where there is none. */
export type LimitColumns = Pick<
  typeof organizations.$inferSelect,
  'requestsPerMinute' | 'tokensPerMinute' | 'concurrentRequests' | 'totalNanoUsd' | 'dailyNanoUsd' | 'monthlyNanoUsd'
>;

const columnOf: Readonly<Record<string, keyof LimitColumns>> = {
  requests_per_minute: 'requestsPerMinute',
  tokens_per_minute: 'tokensPerMinute',
  concurrent_requests: 'concurrentRequests',
  total_usd: 'totalNanoUsd',
  daily_usd: 'dailyNanoUsd',
  monthly_usd: 'monthlyNanoUsd',
};

/** The columns that a change of limits writes: those that are set, and null for those that `cleared` names. */
export function limitColumns(limits: Limits | undefined, cleared: readonly string[] = []): Partial<LimitColumns> {
  const given: Readonly<Record<keyof LimitColumns, number | undefined>> = {
    requestsPerMinute: limits?.requestsPerMinute,
    tokensPerMinute: limits?.tokensPerMinute,
    concurrentRequests: limits?.concurrentRequests,
    totalNanoUsd: limits?.money?.totalNanoUsd,
    dailyNanoUsd: limits?.money?.dailyNanoUsd,
    monthlyNanoUsd: limits?.money?.monthlyNanoUsd,
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  const emptied = cleared.map((name) => columnOf[name]).filter((column) => column !== undefined);
  return { ...Object.fromEntries(set), ...Object.fromEntries(emptied.map((column) => [column, null])) };
}
