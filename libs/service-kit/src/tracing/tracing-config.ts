import { z } from 'zod';
import { configFromEnvironment } from '../service-config.js';

const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const urlForm = 'must be an http(s) URL';
const url = (description: string) =>
  z
    .url({ protocol: /^https?$/, error: urlForm })
    .optional()
    .meta({ description, mustBe: urlForm });
const headers = (description: string) => z.string().optional().meta({ description, secret: true });
const count = (fallback: number, description: string) =>
  z.coerce.number().int().min(1).max(1_000_000).default(fallback).describe(description);
const protocol = z
  .enum(['http/protobuf'], { error: 'must be http/protobuf: no other way is spoken here' })
  .default('http/protobuf')
  .describe('how spans travel');

/**
 * OpenTelemetry's own variables (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). Its exporter
 * reads more of them by itself: time-out, compression and certificates.
 */
export const tracingConfigSchema = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: url('a collector of traces, as in http://127.0.0.1:4318; without one nothing is traced'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url('the whole URL for traces, where it is not /v1/traces of that'),
  OTEL_EXPORTER_OTLP_HEADERS: headers('headers for the collector, as in `name=value,name=value`'),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: headers('more of them for traces; one that is in both is taken from here'),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
  OTEL_SDK_DISABLED: z.stringbool().default(false).describe('nothing is traced, whatever else is set'),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).default('otlp').describe('none: nothing is traced'),
  OTEL_SERVICE_NAME: z
    .string()
    .optional()
    .meta({ description: 'the service’s name in traces', defaultIs: 'belugapi-<service>' }),
  OTEL_RESOURCE_ATTRIBUTES: z
    .string()
    .optional()
    .describe('what every span says beside it, as in `deployment.environment.name=production`'),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers)
    .default('parentbased_always_on')
    .describe('which requests are traced; `parentbased_…` does as a caller’s `traceparent` says'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1).describe('the share for `traceidratio`'),
  OTEL_BSP_SCHEDULE_DELAY: count(5_000, 'milliseconds that spans wait for others to be sent with'),
  OTEL_BSP_EXPORT_TIMEOUT: count(30_000, 'milliseconds that sending them may take'),
  OTEL_BSP_MAX_QUEUE_SIZE: count(2_048, 'spans that wait at most; more are dropped'),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: count(512, 'spans that are sent together at most'),
});
export type TracingConfig = z.output<typeof tracingConfigSchema>;

const switchSchema = tracingConfigSchema
  .pick({ OTEL_SDK_DISABLED: true, OTEL_EXPORTER_OTLP_ENDPOINT: true, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: true })
  .extend({ OTEL_TRACES_EXPORTER: z.string().optional() });

/** Undefined, and the others not looked at, where no endpoint is named or tracing is turned off. */
export function readTracingConfig(): TracingConfig | undefined {
  const {
    OTEL_SDK_DISABLED: disabled,
    OTEL_TRACES_EXPORTER: exporter,
    ...endpoints
  } = configFromEnvironment(switchSchema);
  const isOff = disabled || exporter === 'none' || Object.values(endpoints).every((endpoint) => endpoint === undefined);
  return isOff ? undefined : configFromEnvironment(tracingConfigSchema);
}
