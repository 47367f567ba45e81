import { connectBus } from '@belugapi/bus';
import type { NatsConnection } from '@nats-io/transport-node';
import { Registry } from 'prom-client';
import { createLogger, type Logger } from './logger.js';
import { observeProcess } from './metrics/observe-process.js';
import { type DependencyCheck, OperationsServer } from './operations-server.js';
import { DatabaseError } from './database/database-error.js';
import { natsTls } from './nats-tls.js';
import { onLauncherEnd } from './on-launcher-end.js';
import { ConfigError } from './read-config.js';
import { configFromEnvironment, type ServiceConfig, serviceConfigSchema } from './service-config.js';
import { blameSetting, StartError } from './start-error.js';
import { openTracing } from './tracing/open-tracing.js';
import type { Tracing } from './tracing/tracing.js';

/** What every service gets before its own wiring starts. */
export interface ServiceContext {
  readonly name: string;
  readonly config: ServiceConfig;
  readonly logger: Logger;
  readonly connection: NatsConnection;
  readonly operations: OperationsServer;
  readonly registry: Registry;
  /** Undefined where no collector of traces is named: then nothing is to be done for them. */
  readonly tracing?: Tracing | undefined;
}

export interface RunningService {
  /** Told to the launcher beside the metrics URL: `http`, `ownHttp`, `relay`. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** Takes no more work, finishes what it has within the grace time, then resolves. */
  close(): Promise<void>;
}

/**
 * Runs one service process: all settings (`readSettings` has the service's own), logger, bus, operations port; then `start`;
 * then until SIGTERM, SIGINT or the end of the launcher, whichever comes first. A wrong setting ends the process with code 78
 * (sysexits EX_CONFIG) and a message; what refuses it, or an address that is taken, with code 1 and a message.
 */
export async function runService<Settings>(
  name: string,
  readSettings: () => Settings,
  start: (context: ServiceContext, settings: Settings) => Promise<RunningService>,
): Promise<void> {
  try {
    await run(name, readSettings, start);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StartError || error instanceof DatabaseError) {
      process.stderr.write(`${name}: ${error.message}\n`);
      process.exit(error instanceof ConfigError ? 78 : 1);
    }
    process.stderr.write(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
}

async function run<Settings>(
  name: string,
  readSettings: () => Settings,
  start: (context: ServiceContext, settings: Settings) => Promise<RunningService>,
): Promise<void> {
  const config = configFromEnvironment(serviceConfigSchema);
  // Before anything is waited for: what is wrong is to be told at once.
  const settings = readSettings();
  const logger = createLogger(name, config);
  // A signal that comes while the service starts is kept until there is something to stop.
  const stopping = stopSignal();
  const tracing = await openTracing(name, logger);
  const registry = new Registry();
  observeProcess(registry);
  const tls = natsTls(config);
  const connecting = blameSetting('NATS_URL', () =>
    connectBus({
      url: config.NATS_URL,
      name,
      ...(tls && { tls }),
      onWaiting: (reason) => logger.warn({ reason }, 'waiting for NATS'),
    }),
  );
  const connection = await Promise.race([connecting, stopping.then(() => undefined)]);
  if (!connection) process.exit(0);
  const busState = watchBus(connection, logger);

  const operations = new OperationsServer(registry);
  operations.addCheck('nats', busState);
  const { METRICS_HOST: host, METRICS_PORT: port } = config;
  const metrics = await blameSetting('METRICS_PORT', () => operations.listen(host, port));
  const starting = start({ name, config, logger, connection, operations, registry, tracing }, settings);
  const service = await Promise.race([starting, stopping.then(() => inTime(starting))]);
  // What waits for a dependency that does not come has nothing to finish.
  if (!service) process.exit(0);
  const addresses = { ...service.addresses, metrics };
  logger.info(addresses, 'ready');
  // A launcher that has gone meanwhile is what `stopping` tells.
  if (process.connected) process.send?.({ type: 'ready', service: name, addresses }, () => undefined);

  const reason = await stopping;
  logger.info({ reason }, 'stopping');
  operations.startDraining();
  const overdue = setTimeout(
    () => {
      logger.error('the grace time is over; what was left is cut');
      process.exit(1);
    },
    config.BELUGA_GRACE_SECONDS * 1_000 + 5_000,
  );
  await service.close();
  await tracing?.close();
  await connection.drain().catch(() => connection.close());
  await operations.close();
  clearTimeout(overdue);
  process.exit(0);
}

// How long a service that is told to stop may take to get up first, so that what it has opened is closed in order.
const startGraceMs = 3_000;

async function inTime(starting: Promise<RunningService>): Promise<RunningService | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, startGraceMs, undefined).unref());
  return Promise.race([starting, late]);
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    // For good: a library that finds itself the last listener (signal-exit does) would end the process at once.
    process.on('SIGTERM', () => resolve('SIGTERM'));
    process.on('SIGINT', () => resolve('SIGINT'));
    onLauncherEnd(() => resolve('the launcher ended'));
  });
}

/** Logs what becomes of the connection, and gives its state for /readyz. */
function watchBus(connection: NatsConnection, logger: Logger): DependencyCheck {
  let connected = true;
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        connected = false;
        logger.warn('NATS disconnected');
      } else if (status.type === 'reconnect') {
        connected = true;
        logger.info('NATS reconnected');
      } else if (status.type === 'error') logger.warn({ reason: status.error.message }, 'NATS error');
    }
  })();
  return () => (connected && !connection.isClosed() ? { mode: 'ok' } : { mode: 'down', detail: 'not connected' });
}
