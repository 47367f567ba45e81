import type { MessagesRequest } from '@belugapi/dialect-anthropic';
import { defaultOutputLimit } from '@belugapi/dialect-openai';
import type { CompletionTask } from '@belugapi/provider-spec';
import { fitSampling } from './fit-sampling.js';

/**
 * A Messages body as MiniMax takes it: thinking has its own blocks there and needs no field to be split off, and prompt and
 * answer share one window.
 */
export function toMiniMaxMessages(
  { reasoning_split: _split, ...body }: MessagesRequest,
  task: CompletionTask,
): MessagesRequest {
  const limit = task.request.maxOutputTokens ?? defaultOutputLimit(task);
  return { ...body, ...fitSampling(body), ...(limit !== undefined && { max_tokens: limit }) } as MessagesRequest;
}
