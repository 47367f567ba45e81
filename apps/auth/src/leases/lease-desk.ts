import type { AcquireLeasesRequest, AcquireLeasesResponse, LeaseResponse } from '@belugapi/contracts';
import { RequestDesk } from '@belugapi/service-kit';
import type { LeaseStore } from './lease-store.js';

/** Grants what came while the last transaction ran in one transaction. */
export class LeaseDesk {
  private readonly desk: RequestDesk<AcquireLeasesRequest, LeaseResponse[]>;

  constructor(store: Pick<LeaseStore, 'acquire'>) {
    this.desk = new RequestDesk((requests) => store.acquire(requests));
  }

  /** @throws {DatabaseError} where the database gives no answer: nothing is granted then. */
  async acquire(request: AcquireLeasesRequest): Promise<AcquireLeasesResponse> {
    return { leases: await this.desk.ask(request) };
  }
}
