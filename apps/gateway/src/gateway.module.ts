import { type DynamicModule, Module } from '@nestjs/common';
import { UsagePublisher } from '@belugapi/bus';
import { GatewayRelay } from '@belugapi/relay';
import { OperationsServer, type Tracing } from '@belugapi/service-kit';
import type { NatsConnection } from '@nats-io/transport-node';
import { AdminKey } from './administration/admin-key.js';
import { KeysController } from './administration/keys.controller.js';
import { OrganizationsController } from './administration/organizations.controller.js';
import { CompletionRunner } from './completions/completion-runner.js';
import { CompletionSettings } from './completions/completion-settings.js';
import { CompletionsController } from './completions/completions.controller.js';
import { GenerationsController } from './generations/generations.controller.js';
import { HealthController } from './health/health.controller.js';
import { natsConnection } from './injection-tokens.js';
import { KeyController } from './keys/key.controller.js';
import { CreditsController } from './ledger/credits.controller.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { Limiter } from './limits/limiter.js';
import { ModelDirectory } from './models/model-directory.js';
import { ModelsController } from './models/models.controller.js';
import { MoneyLimiter } from './money/money-limiter.js';
import type { RequestObserverOptions } from './observation/request-observer.js';
import { PrincipalCache } from './principals/principal-cache.js';
import { ReferenceController } from './reference/reference.controller.js';
import { TranscriptionsController } from './transcriptions/transcriptions.controller.js';
import { UsageController } from './usage/usage.controller.js';

/** What the HTTP door works with; made before Nest, since the relay has to listen first. */
export interface GatewayParts {
  readonly connection: NatsConnection;
  readonly operations: OperationsServer;
  readonly relay: GatewayRelay;
  readonly publisher: UsagePublisher;
  readonly directory: ModelDirectory;
  readonly principals: PrincipalCache;
  readonly adminKey: AdminKey;
  readonly limiter: Limiter;
  readonly money: MoneyLimiter;
  readonly runner: CompletionRunner;
  readonly settings: CompletionSettings;
  readonly observer: RequestObserverOptions;
  /** Whether /openapi.json and /docs are there. */
  readonly showsReference: boolean;
  readonly tracing?: Tracing | undefined;
}

@Module({})
export class GatewayModule {
  static of(parts: GatewayParts): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [
        CompletionsController,
        TranscriptionsController,
        ModelsController,
        GenerationsController,
        KeyController,
        CreditsController,
        UsageController,
        LedgerController,
        KeysController,
        OrganizationsController,
        HealthController,
        ...(parts.showsReference ? [ReferenceController] : []),
      ],
      providers: [
        { provide: natsConnection, useValue: parts.connection },
        { provide: OperationsServer, useValue: parts.operations },
        { provide: GatewayRelay, useValue: parts.relay },
        { provide: ModelDirectory, useValue: parts.directory },
        { provide: PrincipalCache, useValue: parts.principals },
        { provide: AdminKey, useValue: parts.adminKey },
        { provide: Limiter, useValue: parts.limiter },
        { provide: MoneyLimiter, useValue: parts.money },
        { provide: CompletionRunner, useValue: parts.runner },
        { provide: CompletionSettings, useValue: parts.settings },
      ],
    };
  }
}
