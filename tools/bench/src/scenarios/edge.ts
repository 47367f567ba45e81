import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contestant } from '../contestant.js';
import { chatRequest, openLoadClient, runJobs } from '../load-client.js';
import { inTurn, type Figures, type Scenario } from '../scenario.js';
import { startStack } from '../start-stack.js';

const MODEL = 'beluga-nano';
const TOKENS = 200;
const PROMPT = 'Tell me a story about a whale.';
const STREAMS = [1, 8];
const REQUESTS_PER_STREAM = 4;
const ENGINE_PATIENCE_MS = 120_000;

/** The engine alone, in a process of its own that measures itself. */
const engine: Contestant = {
  name: 'engine',
  url: '',
  headers: {},
  pids: () => ({}),
  startMs: 0,
  stop: () => Promise.resolve(),
};

async function engineRate(streams: number): Promise<number> {
  const script = fileURLToPath(new URL('../../../../apps/workers/edge/dist/llama/measure-engine.js', import.meta.url));
  const args = [script, '--json', '--streams', String(streams), '--tokens', String(TOKENS), '--prompt', PROMPT];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: ENGINE_PATIENCE_MS });
  const { tokensPerSecond } = JSON.parse(stdout) as { tokensPerSecond?: unknown };
  if (typeof tokensPerSecond !== 'number') throw new Error(`measure-engine: no tokensPerSecond in ${stdout}`);
  return tokensPerSecond;
}

async function pathRate(contestant: Contestant, streams: number): Promise<number> {
  const client = openLoadClient(contestant, streams);
  const request = chatRequest(
    { model: MODEL, messages: [{ role: 'user', content: PROMPT }], max_tokens: TOKENS, temperature: 1 },
    true,
  );
  let tokens = 0;
  try {
    const before = performance.now();
    await runJobs(streams * REQUESTS_PER_STREAM, streams, async () => {
      tokens += (await client.send(request)).completionTokens;
    });
    return (tokens / (performance.now() - before)) * 1000;
  } finally {
    await client.close();
  }
}

async function measure(contestant: Contestant): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const streams of STREAMS) {
    const rate = contestant.name === 'engine' ? engineRate(streams) : pathRate(contestant, streams);
    figures[`rate${streams}`] = await rate;
  }
  return figures;
}

/** What the whole path takes from the embedded engine. */
export const edge: Scenario = {
  name: 'edge',
  title: `${MODEL} through the whole path, and its engine called directly`,
  figures: STREAMS.map((streams) => ({ key: `rate${streams}`, label: `${streams} streams`, unit: 'tokens/s' })),
  budgets: STREAMS.map((streams) => ({
    key: `rate${streams}`,
    says: '0.9 × engine',
    limit: (medianOf) => 0.9 * medianOf('engine', `rate${streams}`),
    atLeast: true,
  })),
  contestants: async () => [engine, await startStack({ BELUGA_WORKERS: 'edge' })],
  warmUp: (contestant) => (contestant.name === 'engine' ? Promise.resolve() : pathRate(contestant, 1)),
  round: (contestants) => inTurn(contestants, measure),
};
