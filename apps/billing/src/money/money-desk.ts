import type { AcquireMoneyRequest, AcquireMoneyResponse, MoneyLeaseResponse } from '@belugapi/contracts';
import { RequestDesk } from '@belugapi/service-kit';
import type { MoneyStore } from './money-store.js';

/** Grants what came while the last transaction ran in one transaction. */
export class MoneyDesk {
  private readonly desk: RequestDesk<AcquireMoneyRequest, MoneyLeaseResponse[]>;

  constructor(store: Pick<MoneyStore, 'acquire'>) {
    this.desk = new RequestDesk((requests) => store.acquire(requests));
  }

  /** @throws {DatabaseError} where the database gives no answer: nothing is granted then. */
  async acquire(request: AcquireMoneyRequest): Promise<AcquireMoneyResponse> {
    return { leases: await this.desk.ask(request) };
  }
}
