import { acquireMoney, creditRequests, getBalance } from '@belugapi/bus';
import type {
  AcquireMoneyRequest,
  AcquireMoneyResponse,
  AdjustCreditRequest,
  Balance,
  Credit,
  CreditResponse,
  GetBalanceRequest,
  GetCreditRequest,
  ListCreditEntriesRequest,
  ListCreditEntriesResponse,
} from '@belugapi/contracts';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { CreditBook } from '../credit/credit-book.js';
import { MoneyDesk } from './money-desk.js';
import { MoneyStore } from './money-store.js';

/** What may be spent, was spent, and was paid for in advance. */
@Controller()
export class MoneyController {
  constructor(
    private readonly desk: MoneyDesk,
    private readonly store: MoneyStore,
    private readonly credit: CreditBook,
  ) {}

  @MessagePattern(acquireMoney.subject)
  acquire(@Payload() request: AcquireMoneyRequest): Promise<AcquireMoneyResponse> {
    return this.desk.acquire(request);
  }

  @MessagePattern(getBalance.subject)
  balance(@Payload() request: GetBalanceRequest): Promise<Balance> {
    return this.store.balance(request);
  }

  @MessagePattern(creditRequests.adjust.subject)
  adjustCredit(@Payload() request: AdjustCreditRequest): Promise<CreditResponse> {
    return this.credit.adjust(request);
  }

  @MessagePattern(creditRequests.get.subject)
  getCredit(@Payload() { organizationId }: GetCreditRequest): Promise<Credit> {
    return this.credit.get(organizationId);
  }

  @MessagePattern(creditRequests.list.subject)
  listCredit(@Payload() request: ListCreditEntriesRequest): Promise<ListCreditEntriesResponse> {
    return this.credit.list(request);
  }
}
