import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger, migrateDatabase, OperationsServer, openDatabase } from '@belugapi/service-kit';
import { isPostgresInstalled, startTestPostgres } from '@belugapi/testing';
import { Registry } from 'prom-client';
import { LedgerVerifier } from '../balances/ledger-verifier.js';
import { createLedgerMetrics } from '../ledger-metrics.js';
import { LedgerReader } from '../ledger-reader.js';
import { LedgerWriter } from '../ledger-writer.js';
import { prices } from './usage-events.js';

/** The databases that the ledger is tried with; PostgreSQL only where it is installed. */
export const databaseKinds = isPostgresInstalled() ? (['embedded', 'PostgreSQL'] as const) : (['embedded'] as const);
export type DatabaseKind = (typeof databaseKinds)[number];

/** A ledger in a database of its own, without the bus. One model has a price: `chatty`. */
export async function openLedgerRig(kind: DatabaseKind) {
  const home = mkdtempSync(path.join(tmpdir(), 'belugapi-billing-'));
  const logger = createLogger('billing', { LOG_LEVEL: 'fatal', LOG_FORMAT: 'json' });
  const registry = new Registry();
  const postgres = kind === 'PostgreSQL' ? await startTestPostgres() : undefined;
  const place = postgres ? { DATABASE_URL: await postgres.createDatabase('billing') } : { DATA_DIR: home };
  const config = { ...place, DATABASE_POOL_SIZE: 4 };
  const migrations = new URL('../../migrations/', `file://${__filename}`);
  await migrateDatabase({ name: 'billing', config, migrations, logger });
  const operations = new OperationsServer(registry);
  const database = await openDatabase({ name: 'billing', config, migrations, logger, operations });
  const tariff = {
    prices: (model: string) => (model === 'chatty' ? prices : undefined),
    policy: 'delivered' as const,
  };
  const metrics = createLedgerMetrics(registry);
  return {
    database,
    logger,
    metrics,
    tariff,
    writer: new LedgerWriter({ database, tariff, metrics, logger }),
    reader: new LedgerReader(database, { caughtUp: () => Promise.resolve(true) }),
    verifier: new LedgerVerifier(database),
    async close() {
      await database.close();
      await postgres?.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
export type LedgerRig = Awaited<ReturnType<typeof openLedgerRig>>;
