import type { Logger } from '../logger.js';
import type { Tracing } from './tracing.js';
import { readTracingConfig } from './tracing-config.js';

/** Opens what the environment asks for; undefined where it asks for nothing, and then no code of OpenTelemetry is loaded. */
export async function openTracing(service: string, logger: Pick<Logger, 'warn'>): Promise<Tracing | undefined> {
  const config = readTracingConfig();
  if (!config) return undefined;
  const { SdkTracing } = await import('./sdk-tracing.js');
  return new SdkTracing(`belugapi-${service}`, config, logger);
}
