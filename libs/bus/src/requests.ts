import {
  DispatchCompletion,
  DispatchReply,
  GetGenerationRequest,
  GetGenerationResponse,
  ListLedgerRequest,
  ListLedgerResponse,
  VerifyKeyRequest,
  VerifyKeyResponse,
} from '@belugapi/contracts';
import type { RequestDefinition } from './request-definition.js';

/** auth: who a key speaks for. */
export const verifyKey: RequestDefinition<VerifyKeyRequest, VerifyKeyResponse> = {
  subject: 'auth.v1.verify-key',
  request: VerifyKeyRequest,
  response: VerifyKeyResponse,
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

/** A provider's workers: one of them takes the completion, or says why not. */
export function dispatchCompletion(provider: string): RequestDefinition<DispatchCompletion, DispatchReply> {
  return { subject: `completions.v1.${provider}`, request: DispatchCompletion, response: DispatchReply };
}
