import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { busRequest, connectBus, type RequestDefinition, UsagePublisher } from '@belugapi/bus';
import { OperationsServer, readCatalog, serviceConfigSchema } from '@belugapi/service-kit';
import { startTestNats } from '@belugapi/testing';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { startBilling } from '../start-billing.js';

/** A billing service with an embedded database, on a NATS server of its own. */
export async function startBillingRig() {
  const home = mkdtempSync(path.join(tmpdir(), 'belugapi-billing-bus-'));
  const nats = await startTestNats();
  const connection = await connectBus({ url: nats.url, name: 'billing-rig' });
  const registry = new Registry();
  const operations = new OperationsServer(registry);
  const logger = pino({ level: 'fatal' });
  const context = { name: 'billing', config: serviceConfigSchema.parse({}), logger, connection, operations, registry };
  const service = await startBilling(context, {
    DATA_DIR: path.join(home, 'billing'),
    DATABASE_POOL_SIZE: 2,
    BILLING_CHARGE: 'delivered',
    BILLING_SWEEP_AFTER_SECONDS: 900,
    REASONING_MEMORY_HOURS: 0,
    catalog: readCatalog(undefined),
  });
  return {
    connection,
    publisher: new UsagePublisher(connection),
    ask: <Request, Response>(definition: RequestDefinition<Request, Response>, request: Request) =>
      busRequest(connection, definition, request, 5_000),
    async stop() {
      await service.close();
      await connection.close();
      await nats.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
export type BillingRig = Awaited<ReturnType<typeof startBillingRig>>;
