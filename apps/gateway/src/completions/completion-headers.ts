import type { AnswerHeaders } from '../answer/answer.js';
import type { Completion } from './completion.js';

/** What served a completion, and what of the request was left out. */
export function completionHeaders({ asked, served, dropped, paidTokens }: Completion): AnswerHeaders {
  return {
    'x-beluga-model': served.id,
    'x-beluga-provider': served.provider,
    ...(asked === served ? {} : { 'x-beluga-substituted': 'true' }),
    ...(paidTokens === undefined ? {} : { 'x-beluga-max-completion-tokens': String(paidTokens) }),
    ...(dropped.length > 0 ? { 'x-beluga-dropped-params': dropped.join(',') } : {}),
  };
}
