import type { Contestant } from '../contestant.js';
import { emulated, openLoadClient, type LoadClient } from '../load-client.js';
import type { RoundResult, Scenario } from '../scenario.js';
import { percentile } from '../statistics.js';

const COUNT = 400;
const TOKENS = 5;

/** One request at a time, a request to each contestant in turn: all see the same moments of the machine. */
async function round(contestants: readonly Contestant[], scale: number): Promise<Map<Contestant, RoundResult>> {
  const lanes = contestants.map((contestant) => ({
    contestant,
    client: openLoadClient(contestant, 1),
    times: [] as number[],
    failed: undefined as string | undefined,
  }));
  for (let index = 0; index < Math.ceil(COUNT * scale); index++) {
    for (const lane of lanes) {
      if (lane.failed === undefined) await send(lane);
    }
  }
  await Promise.all(lanes.map((lane) => lane.client.close()));
  const direct = lanes.find((lane) => lane.contestant.name === 'direct')?.times ?? [];
  return new Map(
    lanes.map(({ contestant, times, failed }): [Contestant, RoundResult] => [
      contestant,
      failed === undefined
        ? {
            p50: percentile(times, 0.5),
            p99: percentile(times, 0.99),
            addedP50: percentile(times, 0.5) - percentile(direct, 0.5),
            addedP99: percentile(times, 0.99) - percentile(direct, 0.99),
          }
        : { failed },
    ]),
  );
}

async function send(lane: { client: LoadClient; times: number[]; failed: string | undefined }): Promise<void> {
  try {
    lane.times.push((await lane.client.send(emulated({ tokens: TOKENS }, true))).firstTokenMs);
  } catch (error) {
    lane.failed = error instanceof Error ? error.message : String(error);
  }
}

/** What a stream's first token waits for. */
export const firstToken: Scenario = {
  name: 'first-token',
  title: `time to the first token, ${COUNT} streams one at a time`,
  figures: [
    { key: 'p50', label: 'first token p50', unit: 'ms' },
    { key: 'p99', label: 'first token p99', unit: 'ms' },
    { key: 'addedP50', label: 'added to direct p50', unit: 'ms' },
    { key: 'addedP99', label: 'added to direct p99', unit: 'ms' },
  ],
  budgets: [
    { key: 'addedP50', says: '3 ms', limit: () => 3 },
    { key: 'addedP99', says: '10 ms', limit: () => 10 },
  ],
  warmUp: (contestant) => round([contestant], 0.5),
  round,
};
