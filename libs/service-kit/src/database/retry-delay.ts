const firstMs = 250;
const longestMs = 5_000;

/** How long to wait before an attempt is repeated; `attempt` counts from 0. Replicas that lost the same server do not come back in step. */
export function retryDelayMs(attempt: number): number {
  return Math.min(longestMs, firstMs * 2 ** attempt) * (0.5 + Math.random() / 2);
}
