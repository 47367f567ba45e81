import { type DynamicModule, Module } from '@nestjs/common';
import { LedgerVerifier } from './balances/ledger-verifier.js';
import { BillingController } from './billing.controller.js';
import { LedgerReader } from './ledger-reader.js';

/** What answers requests. */
export interface BillingParts {
  readonly reader: LedgerReader;
  readonly verifier: LedgerVerifier;
}

@Module({})
export class BillingModule {
  static with({ reader, verifier }: BillingParts): DynamicModule {
    return {
      module: BillingModule,
      controllers: [BillingController],
      providers: [
        { provide: LedgerReader, useValue: reader },
        { provide: LedgerVerifier, useValue: verifier },
      ],
    };
  }
}
