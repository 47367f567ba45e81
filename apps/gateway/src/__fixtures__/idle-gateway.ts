import { OperationsServer } from '@belugapi/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { AdminKey } from '../administration/admin-key.js';
import { CompletionSettings } from '../completions/completion-settings.js';
import type { GatewayParts } from '../gateway.module.js';
import { createHttpApp } from '../http/create-http-app.js';

/** The HTTP door of a gateway that has nobody behind it: for what it answers by itself. */
export function idleGateway(showsReference = true): Promise<NestFastifyApplication> {
  const nobody = {} as never;
  const parts: GatewayParts = {
    connection: nobody,
    operations: new OperationsServer(new Registry()),
    relay: nobody,
    publisher: nobody,
    directory: nobody,
    principals: nobody,
    adminKey: new AdminKey('an admin key of this spec'),
    limiter: nobody,
    money: nobody,
    runner: nobody,
    settings: new CompletionSettings(1_000, 1_000, 429),
    observer: { metrics: { count: () => undefined } as never, log: undefined },
    showsReference,
  };
  return createHttpApp(parts, pino({ level: 'silent' }));
}
