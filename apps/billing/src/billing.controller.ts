import { getGeneration, listLedger } from '@belugapi/bus';
import type {
  GetGenerationRequest,
  GetGenerationResponse,
  ListLedgerRequest,
  ListLedgerResponse,
} from '@belugapi/contracts';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { LedgerReader } from './ledger-reader.js';

@Controller()
export class BillingController {
  constructor(private readonly ledger: LedgerReader) {}

  @MessagePattern(getGeneration.subject)
  generation(@Payload() request: GetGenerationRequest): Promise<GetGenerationResponse> {
    return this.ledger.generation(request);
  }

  @MessagePattern(listLedger.subject)
  list(@Payload() request: ListLedgerRequest): Promise<ListLedgerResponse> {
    return this.ledger.list(request);
  }
}
