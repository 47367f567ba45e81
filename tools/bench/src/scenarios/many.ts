import { createHistogram } from 'node:perf_hooks';
import type { Contestant } from '../contestant.js';
import { emulated, openLoadClient, runJobs } from '../load-client.js';
import { cpuFigures, meter } from '../process-meter.js';
import { inTurn, type Figures, type Scenario } from '../scenario.js';

const STREAMS = 1000;
const TOKENS_PER_SECOND = 20;
const SECONDS = 10;
const NS_PER_MS = 1e6;

/** Chunks out of one read of the socket are one arrival, however a contestant frames them. */
const ONE_READ_MS = 0.2;

/** Gaps between the arrivals of each stream; a stream that does not complete fails the round. */
async function load(contestant: Contestant, seconds: number): Promise<Figures> {
  const client = openLoadClient(contestant, STREAMS);
  const gaps = createHistogram();
  const request = emulated(
    { tokens: Math.ceil(TOKENS_PER_SECOND * seconds), tokensPerSecond: TOKENS_PER_SECOND },
    true,
  );
  let complete = 0;
  try {
    await runJobs(STREAMS, STREAMS, async () => {
      let last = 0;
      await client.send(request, (at) => {
        if (last > 0 && at - last < ONE_READ_MS) return;
        if (last > 0) gaps.record(Math.round((at - last) * NS_PER_MS));
        last = at;
      });
      complete++;
    });
  } finally {
    await client.close();
  }
  return {
    complete,
    gapP50: gaps.percentile(50) / NS_PER_MS,
    gapP99: gaps.percentile(99) / NS_PER_MS,
    gapMax: gaps.max / NS_PER_MS,
  };
}

/** Many open streams at once. */
export const many: Scenario = {
  name: 'many',
  title: `${STREAMS.toLocaleString('en')} open streams at ${TOKENS_PER_SECOND} tokens/s for ${SECONDS} s`,
  figures: [
    { key: 'complete', label: 'complete streams', unit: '' },
    { key: 'gapP50', label: 'gap p50', unit: 'ms' },
    { key: 'gapP99', label: 'gap p99', unit: 'ms' },
    { key: 'gapMax', label: 'longest gap', unit: 'ms' },
    { key: 'cpuPerToken', label: 'CPU per token', unit: 'µs' },
  ],
  budgets: [
    { key: 'complete', says: 'all', limit: () => STREAMS, atLeast: true },
    { key: 'gapP99', says: '2 × direct', limit: (medianOf) => 2 * medianOf('direct', 'gapP99') },
  ],
  warmUp: (contestant) => load(contestant, 1),
  round: (contestants, scale) =>
    inTurn(contestants, async (contestant) => {
      const seconds = SECONDS * scale;
      const metered = await meter(contestant, () => load(contestant, seconds));
      const tokens = STREAMS * Math.ceil(TOKENS_PER_SECOND * seconds);
      return { ...metered.result, ...cpuFigures('cpuPerToken', metered, tokens) };
    }),
};
