import { acquireLeases, keyRequests, NatsProtobufServer, organizationRequests, verifyKey } from '@belugapi/bus';
import {
  nestLogger,
  observeConfig,
  traceBusRequests,
  openDatabase,
  type RunningService,
  type ServiceContext,
  type ServiceDatabase,
} from '@belugapi/service-kit';
import { NestFactory } from '@nestjs/core';
import { Counter } from 'prom-client';
import { ChangeAnnouncer } from './administration/change-announcer.js';
import { KeyAdministration } from './administration/key-administration.js';
import { OrganizationAdministration } from './administration/organization-administration.js';
import type { AuthConfig } from './auth-config.js';
import { AuthModule } from './auth.module.js';
import { KeyStore } from './key-store.js';
import { KeyVerifier } from './key-verifier.js';
import { LeaseDesk } from './leases/lease-desk.js';
import { LeaseStore } from './leases/lease-store.js';
import { seedKey } from './seed-key.js';

/** Starts the auth service: its database, the operator's first key, then the requests. */
export async function startAuth(context: ServiceContext, config: AuthConfig): Promise<RunningService> {
  const { logger, operations, registry } = context;
  observeConfig(registry);
  const migrations = new URL('../migrations/', import.meta.url);
  const database = await openDatabase({ name: 'auth', config, migrations, logger, operations });
  try {
    const keys = new KeyStore(database);
    if (config.BELUGA_API_KEY !== undefined) await seedKey(keys, config.BELUGA_API_KEY, logger);
    const app = await serveRequests(context, database, keys);
    return {
      close: async () => {
        await app.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

// Every request of the bus that this service answers.
const definitions = [verifyKey, acquireLeases, ...Object.values(keyRequests), ...Object.values(organizationRequests)];

async function serveRequests(
  { connection, logger, registry, tracing }: ServiceContext,
  database: ServiceDatabase,
  keys: KeyStore,
) {
  const verifications = new Counter({
    name: 'beluga_key_verifications_total',
    help: 'Keys verified, by result.',
    labelNames: ['result'],
    registers: [registry],
  });
  const announcer = new ChangeAnnouncer(connection);
  const module = AuthModule.with({
    verifier: new KeyVerifier(keys, verifications),
    leases: new LeaseDesk(new LeaseStore(database)),
    keys: new KeyAdministration(database, announcer),
    organizations: new OrganizationAdministration(database, announcer),
  });
  const app = await NestFactory.createMicroservice(module, {
    strategy: new NatsProtobufServer({ connection, queue: 'auth', definitions, observe: traceBusRequests(tracing) }),
    logger: nestLogger(logger),
  });
  await app.listen();
  // A request that comes before the server knows the subscription would find nobody.
  await connection.flush();
  return app;
}
