import type { Contestant } from '../contestant.js';
import { emulated, openLoadClient } from '../load-client.js';
import { inTurn, type Scenario } from '../scenario.js';

const TOKENS = 100_000;

async function load(contestant: Contestant, tokens: number): Promise<number> {
  const client = openLoadClient(contestant, 1);
  try {
    return (await client.send(emulated({ tokens }, true))).totalMs;
  } finally {
    await client.close();
  }
}

/** The fastest that one client can be served. */
export const singleStream: Scenario = {
  name: 'single-stream',
  title: `one stream of ${TOKENS.toLocaleString('en')} tokens without delay`,
  figures: [{ key: 'tokensPerSecond', label: 'throughput', unit: 'tokens/s' }],
  budgets: [{ key: 'tokensPerSecond', says: '30,000 tokens/s', limit: () => 30_000, atLeast: true }],
  warmUp: (contestant) => load(contestant, TOKENS / 5),
  round: (contestants, scale) =>
    inTurn(contestants, async (contestant) => {
      const tokens = Math.ceil(TOKENS * scale);
      return { tokensPerSecond: (tokens / (await load(contestant, tokens))) * 1000 };
    }),
};
