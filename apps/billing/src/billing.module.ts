import { type DynamicModule, Module } from '@nestjs/common';
import { LedgerVerifier } from './balances/ledger-verifier.js';
import { BillingController } from './billing.controller.js';
import { CreditBook } from './credit/credit-book.js';
import { LedgerReader } from './ledger-reader.js';
import { MoneyDesk } from './money/money-desk.js';
import { MoneyStore } from './money/money-store.js';
import { MoneyController } from './money/money.controller.js';
import { UsageReader } from './usage/usage-reader.js';

/** What answers requests. */
export interface BillingParts {
  readonly reader: LedgerReader;
  readonly verifier: LedgerVerifier;
  readonly money: MoneyStore;
  readonly desk: MoneyDesk;
  readonly credit: CreditBook;
  readonly usage: UsageReader;
}

@Module({})
export class BillingModule {
  static with({ reader, verifier, money, desk, credit, usage }: BillingParts): DynamicModule {
    return {
      module: BillingModule,
      controllers: [BillingController, MoneyController],
      providers: [
        { provide: LedgerReader, useValue: reader },
        { provide: LedgerVerifier, useValue: verifier },
        { provide: MoneyStore, useValue: money },
        { provide: MoneyDesk, useValue: desk },
        { provide: CreditBook, useValue: credit },
        { provide: UsageReader, useValue: usage },
      ],
    };
  }
}
