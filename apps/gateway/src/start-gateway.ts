import { UsagePublisher } from '@belugapi/bus';
import type { GatewayAddress } from '@belugapi/contracts';
import { loadVocabulary } from '@belugapi/completion';
import { GatewayRelay } from '@belugapi/relay';
import {
  blameSetting,
  joinAddress,
  observeConfig,
  observeStreams,
  observeUsage,
  reachableHost,
  type RunningService,
  type ServiceContext,
  withoutSearch,
} from '@belugapi/service-kit';
import { Counter } from 'prom-client';
import { AdminKey } from './administration/admin-key.js';
import { CompletionRunner } from './completions/completion-runner.js';
import { CompletionSettings } from './completions/completion-settings.js';
import { announceGateway } from './gateway-announcer.js';
import type { GatewayConfig } from './gateway-config.js';
import { createHttpApp } from './http/create-http-app.js';
import { listenHttp } from './http/listen-http.js';
import { Limiter } from './limits/limiter.js';
import { ModelDirectory } from './models/model-directory.js';
import { MoneyLimiter } from './money/money-limiter.js';
import { GatewayMetrics } from './observation/gateway-metrics.js';
import { KeyLabels } from './observation/key-labels.js';
import { observeBudgets } from './observation/observe-budgets.js';
import type { RequestObserverOptions } from './observation/request-observer.js';
import { AuthCheck } from './principals/auth-check.js';
import { PrincipalCache } from './principals/principal-cache.js';

/** Starts a gateway: the relay, then the HTTP door, then the announcement that brings the workers. */
export async function startGateway(context: ServiceContext, config: GatewayConfig): Promise<RunningService> {
  const { connection, operations, logger, registry, tracing } = context;
  const relay = new GatewayRelay({
    token: config.BELUGA_RELAY_TOKEN,
    tls: config.relayTls,
    onPresence: ({ provider, workerId }, present) => logger.debug({ provider, workerId, present }, 'worker presence'),
  });
  const address = await relayAddress(relay, config);
  const publisher = createPublisher(context, config);
  const { catalog } = config;
  const directory = new ModelDirectory(catalog, () => relay.workers());
  const principals = new PrincipalCache({
    connection,
    freshMs: config.KEY_CACHE_SECONDS * 1_000,
    staleMs: config.KEY_STALE_SECONDS * 1_000,
  });
  const settleTimeoutMs = config.SETTLE_TIMEOUT_SECONDS * 1_000;
  const runner = new CompletionRunner({ connection, relay, publisher, address, settleTimeoutMs });
  const settings = new CompletionSettings(
    config.COMPLETION_TIMEOUT_SECONDS * 1_000,
    config.KEEP_ALIVE_SECONDS * 1_000,
    config.QUOTA_STATUS,
  );
  const { limiter, money } = createLimiters(context, config);
  revalidateAfterReconnect(context, principals);
  observeConfig(registry, catalog);
  observeUsage(registry, publisher);
  observeStreams(registry, () => runner.inFlight);
  const auth = new AuthCheck(connection, config.KEY_STALE_SECONDS * 1_000);
  operations.addCheck('auth', () => auth.state());

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
      money,
      runner,
      settings,
      observer: createObserver(context, config, money),
      showsReference: config.API_REFERENCE,
      tracing,
    },
    logger,
  );
  loadVocabulary();
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
      await runner.counted();
      // What was settled last is spent, and what is left then goes back.
      await publisher.close();
      await Promise.all([limiter.close(), money.close()]);
      await relay.close();
    },
  };
}

// Well within the time that an answer waits for its usage to be durable.
const spoolPart = 4;

function createPublisher({ connection, logger }: ServiceContext, config: GatewayConfig): UsagePublisher {
  const afterMs = (config.SETTLE_TIMEOUT_SECONDS * 1_000) / spoolPart;
  return new UsagePublisher(
    connection,
    ({ completionId, attempt }, error) =>
      logger.error({ completionId, attempt, err: error }, 'a usage event cannot be written'),
    config.SPOOL_DIR === undefined
      ? undefined
      : {
          directory: config.SPOOL_DIR,
          afterMs,
          onError: (error) => logger.error({ err: error }, 'the spool of usage cannot be written or read'),
        },
  );
}

function createLimiters({ connection, logger, registry }: ServiceContext, config: GatewayConfig) {
  const { gatewayId, LIMITS_WITHOUT_AUTH: withoutAuth } = config;
  const unanswered = new Counter({
    name: 'beluga_limits_unavailable_total',
    help: 'Questions about limits that their owner (auth, billing) did not answer',
    labelNames: ['owner'],
    registers: [registry],
  });
  for (const owner of ['auth', 'billing']) unanswered.inc({ owner }, 0);
  const hears = (owner: string) => (error: unknown) => {
    unanswered.inc({ owner });
    logger.warn({ err: error, owner }, 'limits cannot be leased');
  };
  return {
    limiter: new Limiter({ connection, gatewayId, withoutAuth, onUnavailable: hears('auth') }),
    money: new MoneyLimiter({ connection, gatewayId, onUnavailable: hears('billing') }),
  };
}

function createObserver(
  { logger, registry }: ServiceContext,
  config: GatewayConfig,
  money: MoneyLimiter,
): RequestObserverOptions {
  const {
    GATEWAY_METRICS_KEYS: mostKeys,
    GATEWAY_METRICS_LATENCY_BY: latencyBy,
    GATEWAY_REQUEST_LOG: isLogged,
  } = config;
  const keys = mostKeys > 0 ? new KeyLabels(mostKeys) : undefined;
  const metrics = new GatewayMetrics(registry, { keys, byModel: latencyBy === 'model' });
  observeBudgets(registry, money, keys);
  return { metrics, log: isLogged ? withoutSearch(logger) : undefined };
}

// What auth pushed meanwhile was not heard.
function revalidateAfterReconnect({ connection }: ServiceContext, principals: PrincipalCache): void {
  void (async () => {
    for await (const { type } of connection.status()) if (type === 'reconnect') principals.revalidate();
  })();
}

async function relayAddress(relay: GatewayRelay, config: GatewayConfig): Promise<GatewayAddress> {
  const port = await blameSetting('RELAY_PORT', () => relay.listen(config.RELAY_HOST, config.RELAY_PORT));
  const host = config.RELAY_ADVERTISED_HOST ?? reachableHost(config.RELAY_HOST);
  return { gatewayId: config.gatewayId, relayAddress: joinAddress(host, port) };
}
