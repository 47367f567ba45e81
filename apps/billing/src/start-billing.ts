import {
  consumeUsage,
  ensureUsageStream,
  getGeneration,
  listLedger,
  NatsProtobufServer,
  type UsageConsumption,
} from '@belugapi/bus';
import { nestLogger, openDatabase, type RunningService, type ServiceContext } from '@belugapi/service-kit';
import { NestFactory } from '@nestjs/core';
import { billingConfig, type BillingConfig } from './billing-config.js';
import { BillingModule } from './billing.module.js';
import { createLedgerMetrics } from './ledger-metrics.js';
import { LedgerReader } from './ledger-reader.js';
import { LedgerWriter } from './ledger-writer.js';
import { loadPriceBook } from './price-book.js';

/** Starts the billing service: its database, the requests, then the booking of usage events. */
export async function startBilling(
  context: ServiceContext,
  config: BillingConfig = billingConfig(),
): Promise<RunningService> {
  const { logger, operations } = context;
  const tariff = { prices: loadPriceBook(config.BELUGA_CATALOG), policy: config.BILLING_CHARGE };
  const migrations = new URL('../migrations/', import.meta.url);
  const database = await openDatabase({ name: 'billing', config, migrations, logger, operations });
  try {
    const metrics = createLedgerMetrics(context.registry);
    const consumption = await bookUsage(context, new LedgerWriter({ database, tariff, metrics, logger }));
    const app = await serveRequests(context, new LedgerReader(database, consumption));
    return {
      close: async () => {
        await app.close();
        await consumption.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function serveRequests({ connection, logger }: ServiceContext, reader: LedgerReader) {
  const app = await NestFactory.createMicroservice(BillingModule.with(reader), {
    strategy: new NatsProtobufServer({ connection, queue: 'billing', definitions: [getGeneration, listLedger] }),
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
