// Brings the schema of this container's service up to date and ends: what a deployment runs before it replaces the services.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import {
  ConfigError,
  configFromEnvironment,
  createLogger,
  databaseConfigSchema,
  openDatabase,
  serviceConfigSchema,
} from '@belugapi/service-kit';

const name = path.basename(realpathSync(new URL('service', import.meta.url)));
try {
  const logger = createLogger(name, configFromEnvironment(serviceConfigSchema));
  const database = await openDatabase({
    name,
    config: { ...configFromEnvironment(databaseConfigSchema), DATABASE_MIGRATE: 'auto' },
    migrations: new URL('service/migrations/', import.meta.url),
    logger,
    operations: { addCheck: () => undefined },
  });
  await database.close();
  logger.info('the schema is up to date');
} catch (error) {
  process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError ? 78 : 1);
}
