import { forkListening } from '../child-process.js';
import type { Contestant } from '../contestant.js';
import { emulated, openLoadClient, runJobs } from '../load-client.js';
import { cpuFigures, meter } from '../process-meter.js';
import { inTurn, type Figures, type Scenario } from '../scenario.js';
import { startBelugapi } from '../start-stack.js';
import { median, percentile } from '../statistics.js';

const CONCURRENCY = 16;
const COUNT = 3000;
const TOKENS = 20;
const ADMIN_KEY = 'admin-key-of-the-bench';
const TINY = { requests_per_minute: 20, tokens_per_minute: 100_000, concurrent_requests: 4 };
const HUGE = { requests_per_minute: 1_000_000, tokens_per_minute: 1_000_000_000, concurrent_requests: 1_000 };

/** The same stack, by the keys that come to it. */
interface KeyKind {
  readonly name: 'no-limits' | 'high-limits' | 'low-limits';
  readonly limits: object | null;
  /** So many requests come with one key; a low limit wants many keys. */
  readonly requestsPerKey: number;
}

const kinds: readonly KeyKind[] = [
  { name: 'no-limits', limits: null, requestsPerKey: Infinity },
  { name: 'high-limits', limits: HUGE, requestsPerKey: Infinity },
  { name: 'low-limits', limits: TINY, requestsPerKey: 15 },
];

interface KeyRing extends Contestant {
  /** Keys for so many requests, each known to the gateway. */
  keysFor(count: number): Promise<readonly string[]>;
}

async function administer(url: string, path: string, body: object): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/admin/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`/admin/v1/${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, string>;
}

async function keyRing(stack: Contestant, { name, limits, requestsPerKey }: KeyKind): Promise<KeyRing> {
  const ofAll = requestsPerKey === Infinity ? limits : null;
  const { id: organization } = await administer(stack.url, 'organizations', { id: name, limits: ofAll });
  const keys: string[] = [];
  return {
    ...stack,
    name,
    stop: () => Promise.resolve(),
    async keysFor(count) {
      const wanted = Math.max(1, Math.ceil(count / requestsPerKey));
      // What a key with a low limit has spent it has not got back yet.
      if (requestsPerKey < Infinity) keys.length = 0;
      await runJobs(wanted - keys.length, CONCURRENCY, async () => {
        const made = await administer(stack.url, 'keys', { name, organization, limits });
        const key = made['key'] ?? '';
        keys.push(key);
        const known = await fetch(`${stack.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
        await known.arrayBuffer();
      });
      return keys;
    },
  };
}

async function load(contestant: Contestant, keys: readonly string[], count: number): Promise<number[]> {
  const client = openLoadClient(contestant, CONCURRENCY);
  const times: number[] = [];
  try {
    await runJobs(count, CONCURRENCY, async (index) => {
      const headers = { authorization: `Bearer ${keys[index % keys.length]}` };
      times.push((await client.send({ ...emulated({ tokens: TOKENS }, false), headers })).totalMs);
    });
  } finally {
    await client.close();
  }
  return times;
}

async function measure(contestant: Contestant, count: number): Promise<Figures> {
  const keys = await (contestant as KeyRing).keysFor(count);
  let seconds = 0;
  const metered = await meter(contestant, async () => {
    const before = performance.now();
    const times = await load(contestant, keys, count);
    seconds = (performance.now() - before) / 1000;
    return times;
  });
  return {
    ...cpuFigures('cpu', metered, count),
    requestsPerSecond: count / seconds,
    p50: median(metered.result),
    p99: percentile(metered.result, 0.99),
  };
}

/** What limits cost: the same requests by a key without any, with high ones, and by many keys with low ones. */
export const limits: Scenario = {
  name: 'limits',
  title: `${COUNT} requests answered in one JSON of ${TOKENS} tokens, ${CONCURRENCY} at a time, by the limits of their keys`,
  figures: [
    { key: 'requestsPerSecond', label: 'throughput', unit: 'requests/s' },
    { key: 'p50', label: 'time p50', unit: 'ms' },
    { key: 'p99', label: 'time p99', unit: 'ms' },
    { key: 'cpu', label: 'CPU per request', unit: 'µs' },
    { key: 'cpu:gateway', label: 'of it the gateway', unit: 'µs' },
    { key: 'cpu:auth', label: 'of it auth', unit: 'µs' },
    { key: 'cpu:nats', label: 'of it NATS', unit: 'µs' },
  ],
  budgets: [],
  contestants: async () => {
    const vendor = await forkListening('./vendor-main.js');
    const stack = await startBelugapi(vendor.url, { BELUGA_ADMIN_KEY: ADMIN_KEY });
    const [first, ...rest] = await Promise.all(kinds.map((kind) => keyRing(stack, kind)));
    if (!first) return [];
    const stop = async () => {
      await stack.stop();
      await vendor.stop();
    };
    return [{ ...first, stop }, ...rest];
  },
  warmUp: async (contestant) => measure(contestant, COUNT / 3),
  round: (contestants, scale) => inTurn(contestants, (contestant) => measure(contestant, Math.ceil(COUNT * scale))),
};
