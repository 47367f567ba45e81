export { joinAddress, reachableHost } from './join-address.js';
export { createLogger, type Logger, nestLogger, withoutSearch } from './logger.js';
export { observeConfig, release } from './metrics/observe-config.js';
export { observeStreams } from './metrics/observe-streams.js';
export { observeUsage } from './metrics/observe-usage.js';
export { type DependencyCheck, type DependencyState, OperationsServer, type Readiness } from './operations-server.js';
export { readCatalog } from './read-catalog.js';
export { ConfigError, readConfig } from './read-config.js';
export { RequestDesk } from './request-desk.js';
export { type RunningService, runService, type ServiceContext } from './run-service.js';
export { configFromEnvironment, type ServiceConfig, serviceConfigSchema } from './service-config.js';
export { natsTls } from './nats-tls.js';
export { checkTlsFiles } from './tls-files.js';
export {
  catalogSetting,
  fileSetting,
  portSetting,
  reasoningHoursSetting,
  relayTokenSetting,
  secondsSetting,
  serverNameSetting,
  spoolSetting,
} from './shared-settings.js';
export { blameSetting, StartError } from './start-error.js';
export { messagingAttributes, traceBusRequests, tracedBusRequest } from './tracing/bus-spans.js';
export { tracingConfigSchema } from './tracing/tracing-config.js';
export type { SpanAttributes, SpanStart, TraceSpan, Tracing } from './tracing/tracing.js';
export { type DatabaseConfig, databaseConfigSchema } from './database/database-config.js';
export { DatabaseError } from './database/database-error.js';
export { migrateDatabase } from './database/migrate-database.js';
export { openDatabase, type OpenDatabaseOptions } from './database/open-database.js';
export type { Database, ServiceDatabase } from './database/service-database.js';
export { runMigration } from './database/run-migration.js';
