import { type DynamicModule, Module } from '@nestjs/common';
import { BillingController } from './billing.controller.js';
import { LedgerReader } from './ledger-reader.js';

@Module({})
export class BillingModule {
  static with(reader: LedgerReader): DynamicModule {
    return {
      module: BillingModule,
      controllers: [BillingController],
      providers: [{ provide: LedgerReader, useValue: reader }],
    };
  }
}
