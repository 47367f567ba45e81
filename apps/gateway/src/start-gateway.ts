import { busRequest, BusRequestError, UsagePublisher, verifyKey } from '@belugapi/bus';
import type { GatewayAddress } from '@belugapi/contracts';
import { loadCatalog } from '@belugapi/model-catalog';
import { GatewayRelay } from '@belugapi/relay';
import type { DependencyState, RunningService, ServiceContext } from '@belugapi/service-kit';
import { Counter, Gauge } from 'prom-client';
import { AdminKey } from './administration/admin-key.js';
import { CompletionRunner } from './completions/completion-runner.js';
import { CompletionSettings } from './completions/completion-settings.js';
import { announceGateway } from './gateway-announcer.js';
import { type GatewayConfig, readGatewayConfig } from './gateway-config.js';
import { createHttpApp } from './http/create-http-app.js';
import { listenHttp } from './http/listen-http.js';
import { Limiter } from './limits/limiter.js';
import { ModelDirectory } from './models/model-directory.js';
import { PrincipalCache } from './principals/principal-cache.js';

/** Starts a gateway: the relay, then the HTTP door, then the announcement that brings the workers. */
export async function startGateway(context: ServiceContext): Promise<RunningService> {
  const config = readGatewayConfig();
  const { connection, operations, logger, registry } = context;
  const relay = new GatewayRelay({
    token: config.BELUGA_RELAY_TOKEN,
    onPresence: ({ provider, workerId }, present) => logger.debug({ provider, workerId, present }, 'worker presence'),
  });
  const address = await relayAddress(relay, config);
  const publisher = new UsagePublisher(connection, ({ completionId, attempt }, error) =>
    logger.error({ completionId, attempt, err: error }, 'a usage event cannot be written'),
  );
  const directory = new ModelDirectory(loadCatalog(config.BELUGA_CATALOG), () => relay.workers());
  const principals = new PrincipalCache({
    connection,
    freshMs: config.KEY_CACHE_SECONDS * 1_000,
    staleMs: config.KEY_STALE_SECONDS * 1_000,
  });
  const settleTimeoutMs = config.SETTLE_TIMEOUT_SECONDS * 1_000;
  const runner = new CompletionRunner({ connection, relay, publisher, address, settleTimeoutMs });
  const settings = new CompletionSettings(config.COMPLETION_TIMEOUT_SECONDS * 1_000, config.KEEP_ALIVE_SECONDS * 1_000);
  const limiter = createLimiter(context, config);
  revalidateAfterReconnect(context, principals);
  observe(runner, publisher, registry);
  operations.addCheck('auth', () => checkAuth(context));

  const app = await createHttpApp(
    {
      connection,
      operations,
      relay,
      publisher,
      directory,
      principals,
      adminKey: new AdminKey(config.BELUGA_ADMIN_KEY),
      limiter,
      runner,
      settings,
    },
    logger,
  );
  const door = await listenHttp(app, config);
  const silence = announceGateway(connection, address);

  return {
    addresses: { http: door.url, relay: address.relayAddress, ...(door.ownUrl ? { ownHttp: door.ownUrl } : {}) },
    close: async () => {
      silence();
      const overdue = setTimeout(() => runner.interrupt(), context.config.BELUGA_GRACE_SECONDS * 1_000);
      await door.close();
      await app.close();
      clearTimeout(overdue);
      await limiter.close();
      await publisher.drained();
      relay.close();
    },
  };
}

function createLimiter({ connection, logger, registry }: ServiceContext, config: GatewayConfig): Limiter {
  const unleased = new Counter({
    name: 'beluga_limits_unavailable_total',
    help: 'Questions about limits that auth did not answer',
    registers: [registry],
  });
  return new Limiter({
    connection,
    gatewayId: config.gatewayId,
    withoutAuth: config.LIMITS_WITHOUT_AUTH,
    onUnavailable: (error) => {
      unleased.inc();
      logger.warn({ err: error, policy: config.LIMITS_WITHOUT_AUTH }, 'limits cannot be leased');
    },
  });
}

// What auth pushed meanwhile was not heard.
function revalidateAfterReconnect({ connection }: ServiceContext, principals: PrincipalCache): void {
  void (async () => {
    for await (const { type } of connection.status()) if (type === 'reconnect') principals.revalidate();
  })();
}

async function relayAddress(relay: GatewayRelay, config: GatewayConfig): Promise<GatewayAddress> {
  const port = await relay.listen(config.RELAY_HOST, config.RELAY_PORT);
  const host = config.RELAY_ADVERTISED_HOST ?? (config.RELAY_HOST === '0.0.0.0' ? '127.0.0.1' : config.RELAY_HOST);
  return { gatewayId: config.gatewayId, relayAddress: `${host}:${port}` };
}

// Any answer shows that auth and its database are there; this digest is no key's.
const probe = { keyDigest: Buffer.alloc(32) };

async function checkAuth({ connection }: ServiceContext): Promise<DependencyState> {
  try {
    await busRequest(connection, verifyKey, probe, 2_000);
    return { mode: 'ok' };
  } catch (error) {
    return { mode: 'down', detail: error instanceof BusRequestError ? error.kind : 'failed' };
  }
}

function observe(runner: CompletionRunner, publisher: UsagePublisher, registry: ServiceContext['registry']): void {
  new Gauge({
    name: 'beluga_in_flight_completions',
    help: 'Completions that this gateway is answering',
    registers: [registry],
    collect() {
      this.set(runner.inFlight);
    },
  });
  new Gauge({
    name: 'beluga_usage_pending',
    help: 'Usage events that are not durable yet',
    registers: [registry],
    collect() {
      this.set(publisher.pending);
    },
  });
}
