import type { PromptTokens } from '@belugapi/completion';
import type { CompletionRequest, Principal } from '@belugapi/contracts';
import type { ModelRow } from '@belugapi/model-catalog';
import type { FittedRequest } from '../request/fit-request.js';

/** One admitted completion: everything that its attempts share. */
export interface Completion {
  /** The `id` that the caller sees and the ledger knows. */
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly requestId: string;
  readonly principal: Principal;
  readonly asked: ModelRow;
  readonly served: ModelRow;
  readonly request: CompletionRequest;
  /** Its prompt, roughly: measured once for all who want to know. */
  readonly prompt: PromptTokens;
  readonly wire: FittedRequest['wire'];
  readonly dropped: FittedRequest['dropped'];
  readonly emulated: FittedRequest['emulated'];
  /** Unix milliseconds. */
  readonly deadline: number;
  /** The longest answer that the caller's money pays for, where they set none themselves. */
  readonly paidTokens?: number;
  readonly includeUsage: boolean;
  /** Too large for the bus. */
  readonly large: boolean;
}
