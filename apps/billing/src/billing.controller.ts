import { getGeneration, listLedger, queryUsage, verifyLedger } from '@belugapi/bus';
import type {
  GetGenerationRequest,
  GetGenerationResponse,
  ListLedgerRequest,
  ListLedgerResponse,
  QueryUsageRequest,
  QueryUsageResponse,
  VerifyLedgerResponse,
} from '@belugapi/contracts';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { LedgerVerifier } from './balances/ledger-verifier.js';
import { LedgerReader } from './ledger-reader.js';
import { UsageReader } from './usage/usage-reader.js';

@Controller()
export class BillingController {
  constructor(
    private readonly ledger: LedgerReader,
    private readonly verifier: LedgerVerifier,
    private readonly usage: UsageReader,
  ) {}

  @MessagePattern(getGeneration.subject)
  generation(@Payload() request: GetGenerationRequest): Promise<GetGenerationResponse> {
    return this.ledger.generation(request);
  }

  @MessagePattern(listLedger.subject)
  list(@Payload() request: ListLedgerRequest): Promise<ListLedgerResponse> {
    return this.ledger.list(request);
  }

  @MessagePattern(verifyLedger.subject)
  verify(): Promise<VerifyLedgerResponse> {
    return this.verifier.verify();
  }

  @MessagePattern(queryUsage.subject)
  query(@Payload() request: QueryUsageRequest): Promise<QueryUsageResponse> {
    return this.usage.query(request);
  }
}
