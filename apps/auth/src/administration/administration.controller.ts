import { keyRequests, organizationRequests } from '@belugapi/bus';
import type {
  CreateKeyRequest,
  CreateOrganizationRequest,
  GetKeyRequest,
  GetOrganizationRequest,
  IssueKeyResponse,
  KeyResponse,
  ListKeysRequest,
  ListKeysResponse,
  ListOrganizationsRequest,
  ListOrganizationsResponse,
  OrganizationResponse,
  RevokeKeyRequest,
  RotateKeyRequest,
  UpdateKeyRequest,
  UpdateOrganizationRequest,
} from '@belugapi/contracts';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { KeyAdministration } from './key-administration.js';
import { OrganizationAdministration } from './organization-administration.js';

@Controller()
export class AdministrationController {
  constructor(
    private readonly keys: KeyAdministration,
    private readonly organizations: OrganizationAdministration,
  ) {}

  @MessagePattern(keyRequests.create.subject)
  createKey(@Payload() request: CreateKeyRequest): Promise<IssueKeyResponse> {
    return this.keys.create(request);
  }

  @MessagePattern(keyRequests.list.subject)
  listKeys(@Payload() request: ListKeysRequest): Promise<ListKeysResponse> {
    return this.keys.list(request);
  }

  @MessagePattern(keyRequests.get.subject)
  getKey(@Payload() request: GetKeyRequest): Promise<KeyResponse> {
    return this.keys.get(request.id);
  }

  @MessagePattern(keyRequests.update.subject)
  updateKey(@Payload() request: UpdateKeyRequest): Promise<KeyResponse> {
    return this.keys.update(request);
  }

  @MessagePattern(keyRequests.rotate.subject)
  rotateKey(@Payload() request: RotateKeyRequest): Promise<IssueKeyResponse> {
    return this.keys.rotate(request);
  }

  @MessagePattern(keyRequests.revoke.subject)
  revokeKey(@Payload() request: RevokeKeyRequest): Promise<KeyResponse> {
    return this.keys.revoke(request.id);
  }

  @MessagePattern(organizationRequests.create.subject)
  createOrganization(@Payload() request: CreateOrganizationRequest): Promise<OrganizationResponse> {
    return this.organizations.create(request);
  }

  @MessagePattern(organizationRequests.list.subject)
  listOrganizations(@Payload() request: ListOrganizationsRequest): Promise<ListOrganizationsResponse> {
    return this.organizations.list(request);
  }

  @MessagePattern(organizationRequests.get.subject)
  getOrganization(@Payload() request: GetOrganizationRequest): Promise<OrganizationResponse> {
    return this.organizations.get(request.id);
  }

  @MessagePattern(organizationRequests.update.subject)
  updateOrganization(@Payload() request: UpdateOrganizationRequest): Promise<OrganizationResponse> {
    return this.organizations.update(request);
  }
}
