import { setTimeout as delay } from 'node:timers/promises';

const betweenTriesMs = 25;

/** Tries until it resolves; rejects with the last error when it does not within `timeoutMs` (default 20,000). */
export async function eventually<Value>(attempt: () => PromiseLike<Value>, timeoutMs = 20_000): Promise<Value> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(betweenTriesMs);
    }
  }
}
