import { acquireLeases, verifyKey } from '@belugapi/bus';
import type {
  AcquireLeasesRequest,
  AcquireLeasesResponse,
  VerifyKeyRequest,
  VerifyKeyResponse,
} from '@belugapi/contracts';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { KeyVerifier } from './key-verifier.js';
import { LeaseDesk } from './leases/lease-desk.js';

/** What gateways ask while they serve. */
@Controller()
export class AuthController {
  constructor(
    private readonly verifier: KeyVerifier,
    private readonly leases: LeaseDesk,
  ) {}

  @MessagePattern(verifyKey.subject)
  verify(@Payload() request: VerifyKeyRequest): Promise<VerifyKeyResponse> {
    return this.verifier.verify(request.keyDigest);
  }

  @MessagePattern(acquireLeases.subject)
  acquire(@Payload() request: AcquireLeasesRequest): Promise<AcquireLeasesResponse> {
    return this.leases.acquire(request);
  }
}
