import {
  AcquireLeasesRequest,
  AcquireLeasesResponse,
  AcquireMoneyRequest,
  AcquireMoneyResponse,
  AdjustCreditRequest,
  Balance,
  Credit,
  CreditResponse,
  CreateKeyRequest,
  CreateOrganizationRequest,
  DispatchCompletion,
  DispatchReply,
  GetBalanceRequest,
  GetCreditRequest,
  GetGenerationRequest,
  GetGenerationResponse,
  GetKeyRequest,
  GetOrganizationRequest,
  IssueKeyResponse,
  KeyResponse,
  ListCreditEntriesRequest,
  ListCreditEntriesResponse,
  ListKeysRequest,
  ListKeysResponse,
  ListLedgerRequest,
  ListLedgerResponse,
  ListOrganizationsRequest,
  ListOrganizationsResponse,
  OrganizationResponse,
  QueryUsageRequest,
  QueryUsageResponse,
  RevokeKeyRequest,
  RotateKeyRequest,
  UpdateKeyRequest,
  UpdateOrganizationRequest,
  VerifyKeyRequest,
  VerifyKeyResponse,
  VerifyLedgerRequest,
  VerifyLedgerResponse,
} from '@belugapi/contracts';
import type { RequestDefinition } from './request-definition.js';

/** auth: who a key speaks for. */
export const verifyKey: RequestDefinition<VerifyKeyRequest, VerifyKeyResponse> = {
  subject: 'auth.v1.verify-key',
  request: VerifyKeyRequest,
  response: VerifyKeyResponse,
};

/** auth: blocks of rates and concurrency that a gateway may spend by itself. */
export const acquireLeases: RequestDefinition<AcquireLeasesRequest, AcquireLeasesResponse> = {
  subject: 'auth.v1.acquire-leases',
  request: AcquireLeasesRequest,
  response: AcquireLeasesResponse,
};

/** auth: the administration of keys. */
export const keyRequests: {
  readonly create: RequestDefinition<CreateKeyRequest, IssueKeyResponse>;
  readonly list: RequestDefinition<ListKeysRequest, ListKeysResponse>;
  readonly get: RequestDefinition<GetKeyRequest, KeyResponse>;
  readonly update: RequestDefinition<UpdateKeyRequest, KeyResponse>;
  readonly rotate: RequestDefinition<RotateKeyRequest, IssueKeyResponse>;
  readonly revoke: RequestDefinition<RevokeKeyRequest, KeyResponse>;
} = {
  create: { subject: 'auth.v1.create-key', request: CreateKeyRequest, response: IssueKeyResponse },
  list: { subject: 'auth.v1.list-keys', request: ListKeysRequest, response: ListKeysResponse },
  get: { subject: 'auth.v1.get-key', request: GetKeyRequest, response: KeyResponse },
  update: { subject: 'auth.v1.update-key', request: UpdateKeyRequest, response: KeyResponse },
  rotate: { subject: 'auth.v1.rotate-key', request: RotateKeyRequest, response: IssueKeyResponse },
  revoke: { subject: 'auth.v1.revoke-key', request: RevokeKeyRequest, response: KeyResponse },
};

/** auth: the administration of organisations. */
export const organizationRequests: {
  readonly create: RequestDefinition<CreateOrganizationRequest, OrganizationResponse>;
  readonly list: RequestDefinition<ListOrganizationsRequest, ListOrganizationsResponse>;
  readonly get: RequestDefinition<GetOrganizationRequest, OrganizationResponse>;
  readonly update: RequestDefinition<UpdateOrganizationRequest, OrganizationResponse>;
} = {
  create: {
    subject: 'auth.v1.create-organization',
    request: CreateOrganizationRequest,
    response: OrganizationResponse,
  },
  list: {
    subject: 'auth.v1.list-organizations',
    request: ListOrganizationsRequest,
    response: ListOrganizationsResponse,
  },
  get: { subject: 'auth.v1.get-organization', request: GetOrganizationRequest, response: OrganizationResponse },
  update: {
    subject: 'auth.v1.update-organization',
    request: UpdateOrganizationRequest,
    response: OrganizationResponse,
  },
};

/** billing: the ledger rows of one completion. */
export const getGeneration: RequestDefinition<GetGenerationRequest, GetGenerationResponse> = {
  subject: 'billing.v1.get-generation',
  request: GetGenerationRequest,
  response: GetGenerationResponse,
};

/** billing: a page of the ledger. */
export const listLedger: RequestDefinition<ListLedgerRequest, ListLedgerResponse> = {
  subject: 'billing.v1.list-ledger',
  request: ListLedgerRequest,
  response: ListLedgerResponse,
};

/** billing: whether the ledger's rows and the sums that are kept of them agree. Reads everything: it may take a minute. */
export const verifyLedger: RequestDefinition<VerifyLedgerRequest, VerifyLedgerResponse> = {
  subject: 'billing.v1.verify-ledger',
  request: VerifyLedgerRequest,
  response: VerifyLedgerResponse,
};

/** billing: what was used and what it cost, over time. */
export const queryUsage: RequestDefinition<QueryUsageRequest, QueryUsageResponse> = {
  subject: 'billing.v1.query-usage',
  request: QueryUsageRequest,
  response: QueryUsageResponse,
};

/** billing: money that a gateway may spend by itself. */
export const acquireMoney: RequestDefinition<AcquireMoneyRequest, AcquireMoneyResponse> = {
  subject: 'billing.v1.acquire-money',
  request: AcquireMoneyRequest,
  response: AcquireMoneyResponse,
};

/** billing: what a key or an organisation has spent. */
export const getBalance: RequestDefinition<GetBalanceRequest, Balance> = {
  subject: 'billing.v1.get-balance',
  request: GetBalanceRequest,
  response: Balance,
};

/** billing: the credit of organisations. */
export const creditRequests: {
  readonly adjust: RequestDefinition<AdjustCreditRequest, CreditResponse>;
  readonly get: RequestDefinition<GetCreditRequest, Credit>;
  readonly list: RequestDefinition<ListCreditEntriesRequest, ListCreditEntriesResponse>;
} = {
  adjust: { subject: 'billing.v1.adjust-credit', request: AdjustCreditRequest, response: CreditResponse },
  get: { subject: 'billing.v1.get-credit', request: GetCreditRequest, response: Credit },
  list: {
    subject: 'billing.v1.list-credit-entries',
    request: ListCreditEntriesRequest,
    response: ListCreditEntriesResponse,
  },
};

/** A provider's workers: one of them takes the completion, or says why not. */
export function dispatchCompletion(provider: string): RequestDefinition<DispatchCompletion, DispatchReply> {
  return { subject: `completions.v1.${provider}`, request: DispatchCompletion, response: DispatchReply };
}
