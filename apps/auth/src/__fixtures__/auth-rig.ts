import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { busRequest, connectBus, type RequestDefinition, verifyKey } from '@belugapi/bus';
import {
  migrateDatabase,
  openDatabase,
  OperationsServer,
  type RunningService,
  serviceConfigSchema,
} from '@belugapi/service-kit';
import { isPostgresInstalled, startTestNats, startTestPostgres } from '@belugapi/testing';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { startAuth } from '../start-auth.js';

/** The databases that auth is tried with; PostgreSQL only where it is installed. */
export const databaseKinds = isPostgresInstalled() ? (['embedded', 'PostgreSQL'] as const) : (['embedded'] as const);

/** An auth service on a NATS server and a database of its own. */
export async function startAuthRig(kind: (typeof databaseKinds)[number], replicas = 1) {
  const home = mkdtempSync(path.join(tmpdir(), 'belugapi-auth-'));
  const nats = await startTestNats();
  const postgres = kind === 'PostgreSQL' ? await startTestPostgres() : undefined;
  const connection = await connectBus({ url: nats.url, name: 'auth-rig' });
  const place = postgres
    ? { DATABASE_URL: await postgres.createDatabase('auth') }
    : { DATA_DIR: path.join(home, 'auth') };
  const config = { ...place, DATABASE_POOL_SIZE: 4 };
  const logged: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line) => void logged.push(line) });
  const migrations = new URL('../../migrations/', import.meta.url);
  await migrateDatabase({ name: 'auth', config, migrations, logger });
  const services: RunningService[] = [];
  for (let replica = 0; replica < replicas; replica += 1) {
    const registry = new Registry();
    const operations = new OperationsServer(registry);
    const context = { name: 'auth', config: serviceConfigSchema.parse({}), logger, connection, operations, registry };
    services.push(await startAuth(context, { ...config, BELUGA_API_KEY: 'bapi_first_abcdefgh12345678' }));
  }
  const ask = <Request, Response>(definition: RequestDefinition<Request, Response>, request: Request) =>
    busRequest(connection, definition, request, 5_000);
  return {
    connection,
    postgres,
    /** Runs a statement on the service's own server, beside it; PostgreSQL only. */
    async execute(statement: string): Promise<void> {
      const operations = { addCheck: () => undefined };
      const beside = await openDatabase({ name: 'auth', config, migrations, logger, operations });
      await beside.run((database) => database.execute(statement));
      await beside.close();
    },
    logged: () => logged.join(''),
    ask,
    /** Who a bearer token speaks for, or why it is rejected. */
    verify: async (token: string) =>
      (await ask(verifyKey, { keyDigest: createHash('sha256').update(token).digest() })).result,
    async stop() {
      for (const service of services) await service.close();
      await connection.close();
      await nats.stop();
      await postgres?.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
export type AuthRig = Awaited<ReturnType<typeof startAuthRig>>;
