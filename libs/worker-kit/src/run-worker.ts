import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { dispatchCompletion, NatsProtobufServer, subjects, UsagePublisher } from '@belugapi/bus';
import { GatewayAnnouncement, type ServedModel, WorkerStarted } from '@belugapi/contracts';
import { loadVocabulary } from '@belugapi/completion';
import type { Catalog, Provider } from '@belugapi/model-catalog';
import type { CompletionSource, ProviderAdapter } from '@belugapi/provider-spec';
import { closedByGateway, WorkerRelay } from '@belugapi/relay';
import {
  nestLogger,
  observeConfig,
  observeStreams,
  observeUsage,
  release,
  runService,
  type RunningService,
  type ServiceContext,
} from '@belugapi/service-kit';
import { CompletionIntake } from './completion-intake.js';
import { completionsController } from './completions-controller.js';
import { ImageFetcher } from './images/image-fetcher.js';
import { KeyPool } from './key-pool.js';
import { observeCalls } from './observe-calls.js';
import { ReasoningMemory } from './reasoning/reasoning-memory.js';
import { ReasoningStore } from './reasoning/reasoning-store.js';
import { UpstreamClient } from './upstream-call.js';
import { UpstreamSource } from './upstream-source.js';
import { readUpstreamConfig, readWorkerConfig, type WorkerConfig } from './worker-config.js';

export interface WorkerContext extends ServiceContext {
  readonly worker: WorkerConfig;
  /** Connections to vendors, with the configured time-outs. */
  readonly upstream: UpstreamClient;
}

// What a worker settles nobody else holds.
const spoolAfterMs = 250;

/** Runs a provider's worker process: `readOwn` reads its own settings, `createSource` makes what produces the answers. */
export async function runWorker<Own>(
  provider: Provider,
  readOwn: () => Own,
  createSource: (context: WorkerContext, own: Own) => CompletionSource | Promise<CompletionSource>,
): Promise<void> {
  const readSettings = () => ({ worker: readWorkerConfig(), own: readOwn() });
  await runService(`worker-${provider}`, readSettings, async (context, { worker, own }) => {
    const upstream = new UpstreamClient({
      connectMs: worker.UPSTREAM_CONNECT_SECONDS * 1_000,
      headersMs: worker.UPSTREAM_FIRST_BYTE_SECONDS * 1_000,
      silenceMs: worker.UPSTREAM_SILENCE_SECONDS * 1_000,
    });
    const source = await createSource({ ...context, worker, upstream }, own);
    return serve(context, worker, source, upstream);
  });
}

/** Runs the worker of a provider that is called over HTTP. */
export async function runAdapter(adapter: ProviderAdapter): Promise<void> {
  const readOwn = () => readUpstreamConfig(adapter.provider, adapter.defaultBaseUrl);
  await runWorker(adapter.provider, readOwn, (context, { keys, baseUrl }) => {
    const { worker, upstream, logger } = context;
    const memory = adapter.remembersReasoning ? openMemory(context) : undefined;
    const source = new UpstreamSource({
      adapter,
      client: upstream,
      baseUrl,
      keys: new KeyPool(keys),
      onError: (error) => logger.error({ err: error }, 'the adapter failed'),
      tracing: context.tracing,
      tellsTraces: worker.UPSTREAM_TRACEPARENT,
      images: new ImageFetcher({ allowedHosts: worker.IMAGE_ALLOWED_HOSTS }),
      ...(memory && { memory }),
    });
    const unspokenModels = modelsOnOtherWires(adapter, worker.catalog);
    return {
      provider: adapter.provider,
      capacity: worker.WORKER_CAPACITY,
      models: () => unspokenModels,
      complete: (task, signal) => source.complete(task, signal),
      close: () => Promise.resolve(),
    };
  });
}

function openMemory({ connection, worker, logger }: WorkerContext): ReasoningMemory | undefined {
  if (worker.REASONING_MEMORY_HOURS === 0) return undefined;
  const store = new ReasoningStore({
    connection,
    onUnavailable: (error) => logger.warn({ err: error }, 'reasoning is not kept between turns for now'),
  });
  return new ReasoningMemory({
    store,
    secret: worker.BELUGA_RELAY_TOKEN,
    onTrouble: (error) => logger.debug({ err: error }, 'reasoning was not kept, or not found'),
  });
}

function modelsOnOtherWires({ provider, wires }: ProviderAdapter, catalog: Catalog): ServedModel[] {
  return catalog
    .models()
    .filter((row) => row.provider === provider && !wires.includes(row.wire))
    .map(({ id, wire, contextWindow = 0, maxOutputTokens = 0, input }) => ({
      id,
      ready: false,
      reason: `The model \`${id}\` is served over the vendor’s ${wire} wire, which this worker does not speak.`,
      contextWindow,
      maxOutputTokens,
      vision: input.includes('image'),
    }));
}

async function serve(
  { connection, logger, config, registry, tracing }: ServiceContext,
  worker: WorkerConfig,
  source: CompletionSource,
  upstream: UpstreamClient,
): Promise<RunningService> {
  const workerId = randomUUID();
  const publisher = new UsagePublisher(
    connection,
    ({ completionId, attempt }, error) =>
      logger.error({ completionId, attempt, err: error }, 'a usage event cannot be written'),
    worker.SPOOL_DIR === undefined
      ? undefined
      : {
          directory: worker.SPOOL_DIR,
          afterMs: spoolAfterMs,
          onError: (error) => logger.error({ err: error }, 'the spool of usage cannot be written or read'),
        },
  );
  const { catalog } = worker;
  const intake = new CompletionIntake({
    workerId,
    source,
    catalog,
    settle: (event) => void publisher.publish(event),
    onError: (error, span) => logger.error({ err: error, ...span?.logFields }, 'a completion failed inside the worker'),
    onCall: observeCalls(source.provider, registry, logger),
    tracing,
  });
  const relay = new WorkerRelay({
    token: worker.BELUGA_RELAY_TOKEN,
    tls: worker.relayTls,
    hello: () => intake.hello(release),
    onLink: (gatewayId, event, reason) => {
      // A gateway that ends in order is no news; one that dies, or refuses a token or a certificate, is.
      const isTrouble = event === 'lost' && reason !== closedByGateway;
      logger[isTrouble ? 'warn' : 'debug']({ gatewayId, reason }, `relay link ${event}`);
    },
  });
  observeConfig(registry, catalog);
  observeUsage(registry, publisher);
  observeStreams(registry, () => intake.running);

  const announcements = connection.subscribe(subjects.gatewayAnnounce, {
    callback: (_error, message) => {
      const { gateway } = GatewayAnnouncement.decode(message.data);
      if (gateway) relay.link(gateway);
    },
  });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    { module: class WorkerModule {}, controllers: [completionsController(source.provider, intake, relay)] },
    {
      strategy: new NatsProtobufServer({
        connection,
        queue: 'workers',
        definitions: [dispatchCompletion(source.provider)],
      }),
      logger: nestLogger(logger),
    },
  );
  // Later it would hold up all streams, and the ends of calls that a second gateway leaves behind.
  loadVocabulary();
  await app.listen();
  connection.publish(subjects.workerStarted, WorkerStarted.encode({ workerId, provider: source.provider }).finish());

  return {
    close: async () => {
      // First no more work, then the work in hand, then the links it travels on.
      const drained = intake.drain(config.BELUGA_GRACE_SECONDS * 1_000);
      relay.announce();
      await app.close();
      await drained;
      announcements.unsubscribe();
      relay.close();
      await publisher.close();
      await source.close();
      await upstream.close();
    },
  };
}
