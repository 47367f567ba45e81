import type { Contestant } from '../contestant.js';
import { emulated, openLoadClient, runJobs } from '../load-client.js';
import { cpuFigures, meter } from '../process-meter.js';
import { inTurn, type Scenario } from '../scenario.js';

const STREAMS = 200;
const TOKENS_PER_SECOND = 50;
const SECONDS = 10;

async function load(contestant: Contestant, seconds: number): Promise<void> {
  const client = openLoadClient(contestant, STREAMS);
  const request = emulated(
    { tokens: Math.ceil(TOKENS_PER_SECOND * seconds), tokensPerSecond: TOKENS_PER_SECOND },
    true,
  );
  try {
    await runJobs(STREAMS, STREAMS, () => client.send(request));
  } finally {
    await client.close();
  }
}

/** Streams at the pace of a model. */
export const paced: Scenario = {
  name: 'paced',
  title: `${STREAMS} streams at ${TOKENS_PER_SECOND} tokens/s for ${SECONDS} s`,
  skipsDirect: true,
  figures: [{ key: 'cpuPerToken', label: 'CPU per token', unit: 'µs' }],
  budgets: [
    { key: 'cpuPerToken', says: '1.0 × portkey', limit: (medianOf) => medianOf('portkey', 'cpuPerToken') },
    { key: 'cpuPerToken', says: '2 × floor', limit: (medianOf) => 2 * medianOf('floor', 'cpuPerToken') },
  ],
  warmUp: (contestant) => load(contestant, 2),
  round: (contestants, scale) =>
    inTurn(contestants, async (contestant) => {
      const seconds = SECONDS * scale;
      const metered = await meter(contestant, () => load(contestant, seconds));
      return cpuFigures('cpuPerToken', metered, STREAMS * Math.ceil(TOKENS_PER_SECOND * seconds));
    }),
};
