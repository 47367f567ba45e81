import type { DiagLogger } from '@opentelemetry/api';
import type { Logger } from '../logger.js';

const quietMs = 60_000;
const longestText = 300;

/** What OpenTelemetry's SDK has to say, as warnings, once a minute at most: while a collector is away it says the same again and again. */
export class DiagnosticLog implements DiagLogger {
  private quietUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly logger: Pick<Logger, 'warn'>) {}

  error(message: string, ...rest: unknown[]): void {
    this.tell(message, rest);
  }

  warn(message: string, ...rest: unknown[]): void {
    this.tell(message, rest);
  }

  info(): void {
    // Nobody asked.
  }

  debug(): void {
    // Nobody asked.
  }

  verbose(): void {
    // Nobody asked.
  }

  private tell(message: string, rest: readonly unknown[]): void {
    const now = performance.now();
    if (now < this.quietUntil) return;
    this.quietUntil = now + quietMs;
    const [error] = rest;
    const reason = error instanceof Error ? `${message} ${error.message}` : message;
    this.logger.warn({ reason: reasonOf(reason) }, 'traces cannot be sent');
  }
}

// The SDK writes errors as a JSON of their fields.
function reasonOf(text: string): string {
  try {
    const { message, code } = JSON.parse(text) as { message?: unknown; code?: unknown };
    const said = message ?? code;
    if (typeof said === 'string') return said.slice(0, longestText);
  } catch {
    // It is no JSON.
  }
  return text.slice(0, longestText);
}
