import {
  acquireMoney,
  consumeUsage,
  creditRequests,
  ensureReasoningBucket,
  ensureUsageStream,
  getBalance,
  getGeneration,
  listLedger,
  NatsProtobufServer,
  queryUsage,
  subjects,
  usageBacklog,
  type UsageConsumption,
  verifyLedger,
} from '@belugapi/bus';
import { CreditChanged } from '@belugapi/contracts';
import {
  nestLogger,
  observeConfig,
  traceBusRequests,
  openDatabase,
  type RunningService,
  type ServiceContext,
} from '@belugapi/service-kit';
import { NestFactory } from '@nestjs/core';
import { LedgerVerifier } from './balances/ledger-verifier.js';
import type { BillingConfig } from './billing-config.js';
import { BillingModule, type BillingParts } from './billing.module.js';
import { CreditBook } from './credit/credit-book.js';
import { createLedgerMetrics, observeBacklog } from './ledger-metrics.js';
import { LedgerReader } from './ledger-reader.js';
import { LedgerWriter } from './ledger-writer.js';
import { LeaseKeeper } from './money/lease-keeper.js';
import { MoneyDesk } from './money/money-desk.js';
import { MoneyStore } from './money/money-store.js';
import { priceBookOf } from './price-book.js';
import { repeat } from './repeat.js';
import { Sweeper } from './sweeper.js';
import { UsageReader } from './usage/usage-reader.js';

/** Starts the billing service: its database, the requests, then the booking of usage events. */
export async function startBilling(context: ServiceContext, config: BillingConfig): Promise<RunningService> {
  const { logger, operations } = context;
  const { catalog } = config;
  const tariff = { prices: priceBookOf(catalog), policy: config.BILLING_CHARGE };
  observeConfig(context.registry, catalog);
  observeBacklog(context.registry, () => usageBacklog(context.connection));
  const migrations = new URL('../migrations/', import.meta.url);
  const database = await openDatabase({ name: 'billing', config, migrations, logger, operations });
  try {
    const booking = { database, tariff, metrics: createLedgerMetrics(context.registry), logger };
    await makeReasoningBucket(context, config.REASONING_MEMORY_HOURS);
    const consumption = await bookUsage(context, new LedgerWriter({ ...booking, tracing: context.tracing }));
    const watching = repeat(
      () => restoreStreams(context, config, consumption),
      streamCheckMs,
      (error) => logger.debug({ err: error }, 'the stream of usage cannot be looked at'),
    );
    const afterMs = config.BILLING_SWEEP_AFTER_SECONDS * 1_000;
    const sweeper = new Sweeper({ ...booking, consumption, afterMs });
    const sweeping = repeat(
      () => sweeper.sweep(),
      Math.min(afterMs / 2, longestSweepGapMs),
      (error) => logger.error({ err: error }, 'abandoned completions could not be booked; it is tried again'),
    );
    const money = new MoneyStore(database);
    const keeper = new LeaseKeeper({ store: money, consumption });
    const tidying = repeat(
      () => keeper.check(),
      leaseCheckMs,
      (error) => logger.error({ err: error }, 'leases of silent gateways could not be ended; it is tried again'),
    );
    const app = await serveRequests(context, {
      reader: new LedgerReader(database, consumption),
      verifier: new LedgerVerifier(database),
      usage: new UsageReader(database),
      money,
      desk: new MoneyDesk(money),
      credit: new CreditBook({ database, announce: (organizationId) => announceCredit(context, organizationId) }),
    });
    return {
      close: async () => {
        await app.close();
        await Promise.all([watching.stop(), sweeping.stop(), tidying.stop()]);
        await consumption.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

const longestSweepGapMs = 60_000;
const leaseCheckMs = 15_000;
const streamCheckMs = 2_000;

// A NATS that comes back without its files has neither; nobody else may make them, and publishers wait for as long.
async function restoreStreams(context: ServiceContext, config: BillingConfig, consumption: UsageConsumption) {
  if (!(await consumption.restore(() => ensureUsageStream(context.connection)))) return;
  context.logger.error('NATS had lost the stream of usage, and what was on it: it has been made again');
  await makeReasoningBucket(context, config.REASONING_MEMORY_HOURS);
}

function announceCredit({ connection }: ServiceContext, organizationId: string): void {
  connection.publish(subjects.creditChanged, CreditChanged.encode({ organizationId }).finish());
}

// Billing has nothing to do with what is in it. But who makes a stream could have it take in any subject, and workers, which
// vendors answer, are not to be able to.
async function makeReasoningBucket({ connection, logger }: ServiceContext, hours: number): Promise<void> {
  if (hours === 0) return;
  await ensureReasoningBucket(connection, hours).catch((error: unknown) =>
    logger.error({ err: error }, 'the bucket for reasoning could not be made: none is kept between turns'),
  );
}

// Every request of the bus that this service answers.
const definitions = [
  getGeneration,
  listLedger,
  verifyLedger,
  queryUsage,
  acquireMoney,
  getBalance,
  ...Object.values(creditRequests),
];

async function serveRequests({ connection, logger, tracing }: ServiceContext, parts: BillingParts) {
  const app = await NestFactory.createMicroservice(BillingModule.with(parts), {
    strategy: new NatsProtobufServer({ connection, queue: 'billing', definitions, observe: traceBusRequests(tracing) }),
    logger: nestLogger(logger),
  });
  await app.listen();
  // A request that comes before the server knows the subscription would find nobody.
  await connection.flush();
  return app;
}

// A transaction costs as much CPU as a hundred rows in it; under load this makes fewer and larger ones.
const restMs = 250;

async function bookUsage({ connection, logger }: ServiceContext, writer: LedgerWriter): Promise<UsageConsumption> {
  return consumeUsage(await ensureUsageStream(connection), {
    book: (events) => writer.book(events),
    onError: (error) => logger.error({ err: error }, 'usage events could not be booked; they come again'),
    restMs,
  });
}
