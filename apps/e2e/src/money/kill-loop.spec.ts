import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../eventually.js';
import { AdminApi } from '../keys/admin-api.js';
import { randomNumbers } from '../keys/random-numbers.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from '../vendor-stack.js';
import { killAtRandom } from './killings.js';
import { LateTurns } from './late-turns.js';
import { ledgerRows } from './ledger-rows.js';
import { callMixed } from './mixed-callers.js';
import { pricedCatalog } from './priced-catalog.js';
import { reckon } from './reckoning.js';
import { VendorAccount } from './vendor-account.js';

// Another one each time; KILL_SEED=… repeats the choices, though not the timing, of a run.
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 100_000);
const wanted = 2_000;
const rounds = 9;
const longestMs = 100_000;
const sweepAfterSeconds = 4;
const models = Array.from({ length: 96 }, (_, index) => `house-${index}`);

describe(`processes killed at random (KILL_SEED=${seed})`, () => {
  const account = new VendorAccount();
  let served: VendorStack;
  let admin: AdminApi;
  const keys: { readonly id: string; readonly key: string }[] = [];

  beforeAll(async () => {
    const catalog = pricedCatalog(Object.fromEntries(models.map((id) => [id, { prices: { input: 1, output: 2 } }])));
    const env = {
      BELUGA_CATALOG: catalog,
      BILLING_SWEEP_AFTER_SECONDS: String(sweepAfterSeconds),
      SETTLE_TIMEOUT_SECONDS: '2',
    };
    served = await startVendorStack(account.options, { workers: ['openai'], gateways: 2, env });
    admin = new AdminApi(served.stack.url, served.stack.adminKey);
    for (let count = 0; count < 64; count += 1) keys.push(await admin.createKey());
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  it(`${wanted} completions: the ledger has each that the vendor served, once`, async () => {
    const { stack } = served;
    const startedAt = performance.now();
    const turns = new LateTurns();
    const isOver = () => performance.now() - startedAt > longestMs;
    let killed = false;
    const calling = callMixed({
      url: stack.url,
      keys: keys.map(({ key }) => key),
      models,
      seed,
      lanes: 32,
      isOver: () => isOver() || (killed && account.served.length >= wanted),
    });
    const killings = await killAtRandom({
      stack,
      services: ['gateway', 'gateway-2', 'worker-openai', 'billing', 'nats'],
      random: randomNumbers(seed),
      pauseMs: 1_500,
      isOver: (round) => isOver() || round >= rounds,
    });
    killed = true;
    const { calls, seen } = await calling;
    const callingMs = performance.now() - startedAt;
    await eventually(() => (account.isIdle ? Promise.resolve() : Promise.reject(new Error('the vendor is busy'))));
    turns.stop();
    // Whatever nobody settled is swept, at most half as long again after its time.
    await delay(sweepAfterSeconds * 1_000);

    const serials = new Map(calls.map(({ serial, key, model }) => [`${key} ${model}`, serial]));
    const secrets = new Map(keys.map(({ id, key }) => [id, key]));
    const deaths = killings.map(({ service }) => service).join(' ');
    let noticedAfterMs = 0;
    await eventually(async () => {
      const reckoning = reckon({
        rows: await ledgerRows(admin),
        served: account.served,
        seen,
        killings,
        serialOf: (row) => serials.get(`${secrets.get(row.key_id)} ${row.model}`),
        isLeft: (serial) => calls[serial]?.leavesAfterMs !== undefined,
        spanOf: (serial) => ({ from: calls[serial]?.startedAt ?? 0, to: calls[serial]?.endedAt ?? 0 }),
        waitedMs: (from, to) => turns.waitedMs(from, to),
      });
      noticedAfterMs = reckoning.noticedAfterMs;
      if (reckoning.problems.length > 0) throw new Error(reckoning.problems.join('\n'));
    }).finally(() => {
      const counts = { callingMs: Math.round(callingMs), served: account.served.length, seen: seen.length };
      process.stdout.write(`KILL_SEED=${seed} ${JSON.stringify({ ...counts, noticedAfterMs, deaths })}\n`);
    });
    expect(account.served.length).toBeGreaterThanOrEqual(wanted);
    expect(await admin.done('POST', '/ledger/verify')).toMatchObject({ agrees: true, differences: [] });
  }, 200_000);
});
