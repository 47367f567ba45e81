import {
  type Context,
  defaultTextMapGetter,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  type Tracer,
} from '@opentelemetry/api';
import { parseKeyPairsIntoRecord, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { randomUUID } from 'node:crypto';
import type { TraceContext } from '@belugapi/contracts';
import type { Logger } from '../logger.js';
import { release } from '../metrics/observe-config.js';
import { DiagnosticLog } from './diagnostic-log.js';
import { epochTime } from './epoch-time.js';
import { SdkSpan, type StartSpan } from './sdk-span.js';
import type { SpanStart, TraceSpan, Tracing } from './tracing.js';
import type { TracingConfig } from './tracing-config.js';

const closeWithinMs = 2_000;

const kinds: Readonly<Record<SpanStart['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/**
 * Tracing by OpenTelemetry's SDK. Spans wait in a queue of OTEL_BSP_MAX_QUEUE_SIZE at most and are dropped where that is full:
 * a collector that is away costs spans and nothing else.
 */
export class SdkTracing implements Tracing {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;
  // Ours alone, not the API's global one: baggage and other formats are not passed on.
  private readonly propagator = new W3CTraceContextPropagator();

  constructor(service: string, config: TracingConfig, logger: Pick<Logger, 'warn'>) {
    diag.setLogger(new DiagnosticLog(logger), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    const { OTEL_EXPORTER_OTLP_HEADERS: ofAll, OTEL_EXPORTER_OTLP_TRACES_HEADERS: ofTraces } = config;
    const headers = { ...parseKeyPairsIntoRecord(ofAll), ...parseKeyPairsIntoRecord(ofTraces) };
    const own = { 'service.name': service, 'service.version': release, 'service.instance.id': randomUUID() };
    this.provider = new TracerProvider({
      resource: defaultResource()
        .merge(resourceFromAttributes(own))
        .merge(detectResources({ detectors: [envDetector] })),
      sampler: samplerOf(config),
      spanProcessors: [
        new BatchSpanProcessor({
          // It reads the variables by itself, but not the files that may stand for them.
          exporter: new OTLPTraceExporter({ headers }),
          maxQueueSize: config.OTEL_BSP_MAX_QUEUE_SIZE,
          maxExportBatchSize: Math.min(config.OTEL_BSP_MAX_EXPORT_BATCH_SIZE, config.OTEL_BSP_MAX_QUEUE_SIZE),
          scheduledDelayMillis: config.OTEL_BSP_SCHEDULE_DELAY,
          exportTimeoutMillis: config.OTEL_BSP_EXPORT_TIMEOUT,
        }),
      ],
    });
    this.tracer = this.provider.getTracer('belugapi', release);
  }

  begin(name: string, caller: Partial<TraceContext>, start: SpanStart): TraceSpan | undefined {
    return this.startIn(this.read(caller), name, start);
  }

  start(name: string, parent: TraceContext, start: SpanStart): TraceSpan | undefined {
    const context = this.read(parent);
    return context === ROOT_CONTEXT ? undefined : this.startIn(context, name, start);
  }

  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeWithinMs)));
    // What cannot be sent has been logged.
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }

  private read(carrier: Partial<TraceContext>): Context {
    return this.propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  }

  private readonly startIn: StartSpan = (context, name, { kind, attributes, at }) => {
    const span = this.tracer.startSpan(name, { kind: kinds[kind], startTime: epochTime(at) }, context);
    if (!span.isRecording()) return undefined;
    const started = new SdkSpan(span, this.startIn);
    if (attributes) started.set(attributes);
    return started;
  };
}

function samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }: TracingConfig): Sampler {
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}
