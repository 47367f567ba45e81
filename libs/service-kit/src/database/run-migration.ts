import { createLogger } from '../logger.js';
import { onLauncherEnd } from '../on-launcher-end.js';
import { ConfigError } from '../read-config.js';
import { configFromEnvironment, serviceConfigSchema } from '../service-config.js';
import { databaseConfigSchema } from './database-config.js';
import { migrateDatabase } from './migrate-database.js';

/**
 * Runs a service's migration command: brings its schema up to date and ends the process, with code 78 (sysexits EX_CONFIG)
 * where a setting is wrong and 1 where it cannot be done. It needs no bus. Ends with the launcher, if that started it.
 */
export async function runMigration(name: string, migrations: URL): Promise<void> {
  onLauncherEnd(() => process.exit(1));
  try {
    const logger = createLogger(name, configFromEnvironment(serviceConfigSchema));
    const config = configFromEnvironment(databaseConfigSchema);
    const hasServer = await migrateDatabase({ name, config, migrations, logger });
    logger.info(hasServer ? 'the schema is up to date' : 'no DATABASE_URL: the service migrates its embedded database');
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof ConfigError ? 78 : 1);
  }
  process.exit(0);
}
