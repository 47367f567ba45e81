import type { LoggerService } from '@nestjs/common';
import { type Logger as PinoLogger, pino } from 'pino';
import type { ServiceConfig } from './service-config.js';
import { prettyDestination } from './pretty-destination.js';

export type Logger = PinoLogger;

// Wherever they turn up: these never belong into a log.
const secretNames = ['authorization', 'apiKey', 'key', 'secret', 'password', 'token'];
const secretPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** One structured line per event on stdout (`LOG_FORMAT=pretty`: one readable line). */
export function createLogger(service: string, config: Pick<ServiceConfig, 'LOG_LEVEL' | 'LOG_FORMAT'>): Logger {
  const options = {
    level: config.LOG_LEVEL,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    redact: { paths: secretPaths, censor: '[redacted]' },
  };
  // Synchronous: an asynchronous write that is under way at `process.exit` comes out after the lines that follow it, or never.
  return config.LOG_FORMAT === 'pretty'
    ? pino(options, prettyDestination())
    : pino(options, pino.destination({ fd: 1, sync: true }));
}

/**
 * The same log, for lines whose fields are all chosen by name: looking for secrets in each costs four times what writing it
 * does. Nothing that comes from outside as an object may go in.
 */
export function withoutSearch(logger: Logger): Logger {
  return logger.child({}, { redact: { paths: [] } });
}

/** Nest's own messages through our logger: its start-up chatter at debug, the rest as it is. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: unknown, ...rest: unknown[]) => {
      const context = rest.findLast((part) => typeof part === 'string');
      if (message instanceof Error) logger[level]({ err: message, context });
      else logger[level]({ context }, String(message));
    };
  return {
    log: write('debug'),
    warn: write('warn'),
    error: write('error'),
    debug: write('debug'),
    verbose: write('debug'),
  };
}
