import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contestant } from '../contestant.js';
import { chatRequest, openLoadClient, runJobs } from '../load-client.js';
import { inTurn, type Figures, type Scenario } from '../scenario.js';
import { startStack } from '../start-stack.js';
import { median } from '../statistics.js';

const MODEL = 'beluga-nano';
const STREAMS = [1, 8];
const ENGINE_PATIENCE_MS = 180_000;

// What measure-engine does, so that both do the same work: this question, seeds, lengths and repetitions.
const QUESTION = 'Tell me a story about a whale.';
const COMPLETIONS = 3;
const MAXIMUM_TOKENS = 256;
const REPETITIONS = 5;
const WARM_UP_TOKENS = 25_000;

/** The engine alone, in a process of its own that measures itself. */
const engine: Contestant = {
  name: 'engine',
  url: '',
  headers: {},
  pids: () => ({}),
  startMs: 0,
  stop: () => Promise.resolve(),
};

interface EngineReport {
  readonly speeds: readonly { readonly streams: number; readonly tokensPerSecond: number; readonly tokens: number }[];
}

async function measureEngine(): Promise<Figures> {
  const script = fileURLToPath(new URL('../../../../apps/workers/edge/dist/llama/measure-engine.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: ENGINE_PATIENCE_MS });
  const { speeds } = JSON.parse(stdout) as EngineReport;
  return Object.fromEntries(
    speeds.flatMap(({ streams, tokensPerSecond, tokens }) => [
      [`rate${streams}`, tokensPerSecond],
      [`tokens${streams}`, tokens],
    ]),
  );
}

/** Completion tokens of one repetition: every stream asks for its completions one after the other. */
async function repeat(contestant: Contestant, streams: number): Promise<number> {
  const client = openLoadClient(contestant, streams);
  let tokens = 0;
  try {
    await runJobs(streams, streams, async (stream) => {
      for (let index = 0; index < COMPLETIONS; index++) {
        const seed = stream * COMPLETIONS + index;
        const messages = [{ role: 'user', content: QUESTION }];
        const request = chatRequest({ model: MODEL, messages, seed, max_completion_tokens: MAXIMUM_TOKENS }, true);
        const { completionTokens } = await client.send(request);
        tokens += completionTokens;
      }
    });
  } finally {
    await client.close();
  }
  return tokens;
}

async function measurePath(contestant: Contestant): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const streams of STREAMS) {
    for (let warmed = 0; warmed < WARM_UP_TOKENS;) warmed += await repeat(contestant, streams);
    const rates: number[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const before = performance.now();
      const tokens = await repeat(contestant, streams);
      rates.push((tokens / (performance.now() - before)) * 1000);
      figures[`tokens${streams}`] = tokens;
    }
    figures[`rate${streams}`] = median(rates);
  }
  return figures;
}

/** What the whole path takes from the embedded engine. */
export const edge: Scenario = {
  name: 'edge',
  title: `${MODEL} through the whole path, and its engine called directly`,
  figures: [
    { key: 'rate1', label: 'one stream', unit: 'tokens/s' },
    { key: 'rate8', label: 'eight streams', unit: 'tokens/s' },
    { key: 'tokens1', label: 'work of one stream', unit: 'tokens' },
    { key: 'tokens8', label: 'work of eight streams', unit: 'tokens' },
  ],
  budgets: ['rate1', 'rate8'].map((key) => ({
    key,
    says: '0.9 × engine',
    limit: (medianOf) => 0.9 * medianOf('engine', key),
    atLeast: true,
  })),
  contestants: async () => [engine, await startStack({ BELUGA_WORKERS: 'edge' })],
  round: (contestants) =>
    inTurn(contestants, (contestant) => (contestant === engine ? measureEngine() : measurePath(contestant))),
};
