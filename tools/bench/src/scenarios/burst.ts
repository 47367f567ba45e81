import type { Contestant } from '../contestant.js';
import { emulated, openLoadClient, runJobs } from '../load-client.js';
import { cpuFigures, meter } from '../process-meter.js';
import { inTurn, type Scenario } from '../scenario.js';

const CONCURRENCY = 8;
const COUNT = 160;

/** 1,000 to 2,000 tokens, the same for every contestant. */
const tokensOf = (index: number) => 1000 + ((index * 137) % 1001);

async function load(contestant: Contestant, count: number): Promise<number> {
  const client = openLoadClient(contestant, CONCURRENCY);
  let tokens = 0;
  try {
    await runJobs(count, CONCURRENCY, (index) => {
      tokens += tokensOf(index);
      return client.send(emulated({ tokens: tokensOf(index) }, true));
    });
  } finally {
    await client.close();
  }
  return tokens;
}

/** Streams as fast as they are read. */
export const burst: Scenario = {
  name: 'burst',
  title: `${COUNT} streams of 1,000 to 2,000 tokens without delay, ${CONCURRENCY} at a time`,
  skipsDirect: true,
  figures: [
    { key: 'cpuPerToken', label: 'CPU per token', unit: 'µs' },
    { key: 'tokensPerSecond', label: 'throughput', unit: 'tokens/s' },
  ],
  budgets: [
    { key: 'cpuPerToken', says: '0.6 × portkey', limit: (medianOf) => 0.6 * medianOf('portkey', 'cpuPerToken') },
    { key: 'cpuPerToken', says: '2.5 × floor', limit: (medianOf) => 2.5 * medianOf('floor', 'cpuPerToken') },
  ],
  warmUp: (contestant) => load(contestant, COUNT / 4),
  round: (contestants, scale) =>
    inTurn(contestants, async (contestant) => {
      let seconds = 0;
      const metered = await meter(contestant, async () => {
        const before = performance.now();
        const sum = await load(contestant, Math.ceil(COUNT * scale));
        seconds = (performance.now() - before) / 1000;
        return sum;
      });
      const tokens = metered.result;
      return { ...cpuFigures('cpuPerToken', metered, tokens), tokensPerSecond: tokens / seconds };
    }),
};
