import { type DynamicModule, Module } from '@nestjs/common';
import { AuthController } from './auth.controller.js';
import { KeyVerifier } from './key-verifier.js';

@Module({})
export class AuthModule {
  static with(verifier: KeyVerifier): DynamicModule {
    return {
      module: AuthModule,
      controllers: [AuthController],
      providers: [{ provide: KeyVerifier, useValue: verifier }],
    };
  }
}
