import { type DynamicModule, Module } from '@nestjs/common';
import { AdministrationController } from './administration/administration.controller.js';
import { KeyAdministration } from './administration/key-administration.js';
import { OrganizationAdministration } from './administration/organization-administration.js';
import { AuthController } from './auth.controller.js';
import { KeyVerifier } from './key-verifier.js';
import { LeaseDesk } from './leases/lease-desk.js';

export interface AuthParts {
  readonly verifier: KeyVerifier;
  readonly leases: LeaseDesk;
  readonly keys: KeyAdministration;
  readonly organizations: OrganizationAdministration;
}

@Module({})
export class AuthModule {
  static with({ verifier, leases, keys, organizations }: AuthParts): DynamicModule {
    return {
      module: AuthModule,
      controllers: [AuthController, AdministrationController],
      providers: [
        { provide: KeyVerifier, useValue: verifier },
        { provide: LeaseDesk, useValue: leases },
        { provide: KeyAdministration, useValue: keys },
        { provide: OrganizationAdministration, useValue: organizations },
      ],
    };
  }
}
