import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import {
  busRequest,
  connectBus,
  consumeUsage,
  ensureUsageStream,
  getGeneration,
  listLedger,
  UsagePublisher,
  verifyLedger,
} from '@belugapi/bus';
import {
  type ListLedgerRequest,
  Outcome,
  Settler,
  TokenUsage,
  UsageEvent,
  UsageSource,
  UsageSubject,
} from '@belugapi/contracts';
import { modelRows } from '@belugapi/model-catalog';
import {
  OperationsServer,
  readCatalog,
  type RunningService,
  type ServiceContext,
  serviceConfigSchema,
} from '@belugapi/service-kit';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { BillingConfig } from './billing-config.js';
import { startBilling } from './start-billing.js';

const home = mkdtempSync(path.join(tmpdir(), 'belugapi-billing-bus-'));
const priced = modelRows.find(({ prices }) => prices !== undefined);
const config: BillingConfig = {
  DATA_DIR: path.join(home, 'billing'),
  DATABASE_POOL_SIZE: 2,
  BILLING_CHARGE: 'delivered',
  BILLING_SWEEP_AFTER_SECONDS: 900,
  REASONING_MEMORY_HOURS: 0,
  catalog: readCatalog(undefined),
};

let nats: TestNats;
let context: ServiceContext;
let publisher: UsagePublisher;

beforeAll(async () => {
  nats = await startTestNats();
  const connection = await connectBus({ url: nats.url, name: 'billing-spec' });
  publisher = new UsagePublisher(connection);
  context = {
    name: 'billing',
    config: serviceConfigSchema.parse({}),
    logger: pino({ level: 'fatal' }),
    connection,
    operations: new OperationsServer(new Registry()),
    registry: new Registry(),
  };
}, 60_000);
afterAll(async () => {
  await context.connection.close();
  await nats.stop();
  rmSync(home, { recursive: true, force: true });
});

const running: RunningService[] = [];
const start = async (overrides: Partial<BillingConfig> = {}) => {
  const registry = new Registry();
  const service = await startBilling({ ...context, registry }, { ...config, ...overrides });
  running.push(service);
  return registry;
};
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
});
const generation = async (completionId: string, organizationId = 'acme') =>
  (await busRequest(context.connection, getGeneration, { completionId, organizationId }, 5_000)).rows;
const everythingBooked = async () => {
  const consumer = await ensureUsageStream(context.connection);
  for (;;) {
    const { num_pending: pending, num_ack_pending: unacknowledged } = await consumer.info();
    if (pending + unacknowledged === 0) return;
    await setTimeout(20);
  }
};

const subject = UsageSubject.create({
  keyId: 'key_1',
  organizationId: 'acme',
  model: priced?.id,
  servedModel: priced?.id,
  provider: priced?.provider,
});
function eventsOf(completionId: string, organizationId = 'acme'): [UsageEvent, UsageEvent] {
  const usage = TokenUsage.create({ source: UsageSource.PROVIDER, uncachedInput: 1_000, visibleOutput: 0 });
  const attempt = { completionId, attempt: 1, atUnixMs: Date.now() };
  const settled = {
    subject: { ...subject, organizationId },
    usage,
    outcome: Outcome.COMPLETED,
    settler: Settler.GATEWAY,
  };
  return [
    UsageEvent.create({ ...attempt, event: { $case: 'opened', value: { subject, stream: true } } }),
    UsageEvent.create({ ...attempt, event: { $case: 'settled', value: settled } }),
  ];
}

it('answers a client that asks before its completion is booked, with tokens and cost', async () => {
  const registry = await start();
  const asked = generation('chatcmpl-early');
  const [opened, settled] = eventsOf('chatcmpl-early');
  await publisher.publish(opened);
  await publisher.publish(settled);
  expect(await asked).toMatchObject([
    {
      subject: { ...subject, priceVersion: priced?.prices?.version },
      usage: { uncachedInput: 1_000 },
      costNanoUsd: (priced?.prices?.input ?? 0) / 1_000,
    },
  ]);
  expect(await registry.getSingleMetricAsString('beluga_ledger_booking_seconds')).toContain('_count 1');
  const figures = await registry.metrics();
  expect(figures).toMatch(/^beluga_ledger_pending \d$/m);
  expect(figures).toMatch(/^beluga_ledger_lag_seconds [\d.]+$/m);
}, 60_000);

it('says after a while that there is no such completion', async () => {
  await start();
  expect(await generation('chatcmpl-none')).toEqual([]);
}, 30_000);

it('books every event once, though it crashes between commit and acknowledgement, and stops in the middle', async () => {
  // What a crash leaves: booked by a first process, never acknowledged, so that they come again.
  const ids = Array.from({ length: 40 }, (_, index) => `chatcmpl-crash-${index}`);
  await start();
  const events = ids.map((id) => eventsOf(id));
  await Promise.all(events.flat().map((event) => publisher.publish(event)));
  expect(await generation('chatcmpl-crash-0')).toHaveLength(1);
  await running.pop()?.close();

  const taken: UsageEvent[] = [];
  const crashed = Promise.withResolvers<void>();
  const doomed = await consumeUsage(await ensureUsageStream(context.connection), {
    book: async (batch) => {
      taken.push(...batch);
      crashed.resolve();
      throw new Error('killed before the acknowledgement');
    },
    onError: () => undefined,
    restMs: 0,
  });
  await Promise.all(events.flat().map((event) => publisher.publish(event)));
  const more = Array.from({ length: 40 }, (_, index) => `chatcmpl-more-${index}`);
  await Promise.all(more.flatMap((id) => eventsOf(id)).map((event) => publisher.publish(event)));
  await crashed.promise;
  await doomed.stop();
  expect(taken.length).toBeGreaterThan(0);

  const registry = await start();
  await everythingBooked();
  for (const id of [...ids, ...more]) expect(await generation(id)).toHaveLength(1);
  const { rows } = await busRequest(context.connection, listLedger, { after: 0, limit: 1_000 }, 5_000);
  const booked = rows.map(({ completionId }) => completionId).filter((id) => /crash|more/.test(id));
  expect(booked.toSorted()).toEqual([...ids, ...more].toSorted());
  // Delivery is at least once, so on a busy machine there may be more.
  const duplicates = await registry.getSingleMetric('beluga_ledger_duplicates_total')?.get();
  expect(duplicates?.values[0]?.value).toBeGreaterThanOrEqual(40);
}, 60_000);

it('makes the stream again that NATS has lost with its disk, and books what waited for it', async () => {
  await start();
  await (await jetstreamManager(context.connection)).streams.delete('USAGE');
  const [opened, settled] = eventsOf('chatcmpl-homeless');
  await Promise.all([publisher.publish(opened), publisher.publish(settled)]);
  expect(await generation('chatcmpl-homeless')).toHaveLength(1);
}, 30_000);

it('pages through rows in their order, of all organisations or of one', async () => {
  await start();
  const ids = Array.from({ length: 1_052 }, (_, index) => `chatcmpl-page-${index}`);
  for (const id of ids) {
    const [, settled] = eventsOf(id, 'pages');
    void publisher.publish(settled);
  }
  await publisher.drained();
  await everythingBooked();
  const list = (request: Partial<ListLedgerRequest>) =>
    busRequest(context.connection, listLedger, { after: 0, limit: 0, ...request }, 5_000);
  const organizationId = 'pages';
  const page = await list({ limit: 2, organizationId });
  expect(page).toMatchObject({ rows: [{ completionId: ids[0] }, { completionId: ids[1] }], hasMore: true });
  const rest = await list({ after: page.rows[1]?.id, limit: 5_000, organizationId });
  expect(rest.rows.map(({ completionId }) => completionId)).toEqual(ids.slice(2, 1_002));
  const last = await list({ after: rest.rows.at(-1)?.id, organizationId });
  expect(last).toMatchObject({ hasMore: false, rows: { length: 50 } });
  const everything = await list({});
  expect(everything).toMatchObject({ hasMore: true, rows: { length: 100 } });
  expect(everything.rows[0]?.subject?.organizationId).toBe('acme');
}, 30_000);

it('books what nobody settles, then what somebody does after all, and the sums agree', async () => {
  await start({ BILLING_SWEEP_AFTER_SECONDS: 0.2 });
  const [opened, settled] = eventsOf('chatcmpl-lost');
  await publisher.publish(opened);
  let rows = await generation('chatcmpl-lost');
  while (rows.length === 0) rows = await generation('chatcmpl-lost');
  expect(rows).toMatchObject([{ outcome: Outcome.ABANDONED, settler: Settler.SWEEPER }]);
  await publisher.publish(settled);
  expect(await generation('chatcmpl-lost')).toMatchObject([
    { outcome: Outcome.COMPLETED, usage: { uncachedInput: 1_000 } },
  ]);
  const verified = await busRequest(context.connection, verifyLedger, {}, 10_000);
  expect(verified).toMatchObject({ differences: [], differenceCount: 0 });
  expect(verified.rows).toBeGreaterThan(0);
}, 30_000);

it('charges the operator’s prices', async () => {
  const file = path.join(home, 'prices.yaml');
  writeFileSync(file, `models:\n  ${priced?.id}:\n    prices: { input: 0.5, output: 1, version: ours }\n`);
  await start({ catalog: readCatalog(file) });
  await Promise.all(eventsOf('chatcmpl-ours').map((event) => publisher.publish(event)));
  expect(await generation('chatcmpl-ours')).toMatchObject([
    { costNanoUsd: 500_000, subject: { priceVersion: 'ours' } },
  ]);
}, 30_000);
