import type { Contestant } from '../contestant.js';
import { emulated, openLoadClient, runJobs } from '../load-client.js';
import { cpuFigures, meter } from '../process-meter.js';
import { inTurn, type Scenario } from '../scenario.js';
import { median } from '../statistics.js';

const CONCURRENCY = 16;
const COUNT = 3000;
const TOKENS = 20;

async function load(contestant: Contestant, count: number): Promise<number[]> {
  const client = openLoadClient(contestant, CONCURRENCY);
  const times: number[] = [];
  try {
    await runJobs(count, CONCURRENCY, async () => {
      times.push((await client.send(emulated({ tokens: TOKENS }, false))).totalMs);
    });
  } finally {
    await client.close();
  }
  return times;
}

/** Small answers in one JSON. */
export const request: Scenario = {
  name: 'request',
  title: `${COUNT} requests answered in one JSON of ${TOKENS} tokens, ${CONCURRENCY} at a time`,
  figures: [
    { key: 'cpuPerRequest', label: 'CPU per request', unit: 'µs' },
    { key: 'requestsPerSecond', label: 'throughput', unit: 'requests/s' },
    { key: 'p50', label: 'time p50', unit: 'ms' },
  ],
  budgets: [
    { key: 'cpuPerRequest', says: '0.8 × portkey', limit: (medianOf) => 0.8 * medianOf('portkey', 'cpuPerRequest') },
  ],
  warmUp: (contestant) => load(contestant, COUNT / 3),
  round: (contestants, scale) =>
    inTurn(contestants, async (contestant) => {
      const count = Math.ceil(COUNT * scale);
      let seconds = 0;
      const metered = await meter(contestant, async () => {
        const before = performance.now();
        const times = await load(contestant, count);
        seconds = (performance.now() - before) / 1000;
        return times;
      });
      return {
        ...cpuFigures('cpuPerRequest', metered, count),
        requestsPerSecond: count / seconds,
        p50: median(metered.result),
      };
    }),
};
