import type { AcquireMoneyRequest, AcquireMoneyResponse, MoneyLeaseResponse } from '@belugapi/contracts';
import type { MoneyStore } from './money-store.js';

interface Waiting {
  readonly request: AcquireMoneyRequest;
  readonly resolve: (response: AcquireMoneyResponse) => void;
  readonly reject: (error: unknown) => void;
}

// What one transaction takes: it holds locks, and bookings wait for it.
const mostTogether = 64;

/** Grants what came while the last transaction ran in one transaction: under load many gateways share its cost. */
export class MoneyDesk {
  private waiting: Waiting[] = [];
  private working = false;

  constructor(private readonly store: Pick<MoneyStore, 'acquire'>) {}

  /** @throws {DatabaseError} where the database gives no answer: nothing is granted then. */
  acquire(request: AcquireMoneyRequest): Promise<AcquireMoneyResponse> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      if (!this.working) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.working = true;
    while (this.waiting.length > 0) {
      const together = this.waiting.splice(0, mostTogether);
      try {
        const answers = await this.store.acquire(together.map(({ request }) => request));
        together.forEach(({ resolve }, index) => resolve({ leases: answers[index] as MoneyLeaseResponse[] }));
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.working = false;
  }
}
