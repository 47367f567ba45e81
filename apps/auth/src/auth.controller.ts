import { verifyKey } from '@belugapi/bus';
import type { VerifyKeyRequest, VerifyKeyResponse } from '@belugapi/contracts';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { KeyVerifier } from './key-verifier.js';

@Controller()
export class AuthController {
  constructor(private readonly verifier: KeyVerifier) {}

  @MessagePattern(verifyKey.subject)
  verify(@Payload() request: VerifyKeyRequest): Promise<VerifyKeyResponse> {
    return this.verifier.verify(request.keyDigest);
  }
}
