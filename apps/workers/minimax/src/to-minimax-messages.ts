import type { MessagesRequest } from '@belugapi/dialect-anthropic';
import { fitSampling } from './fit-sampling.js';

/** A Messages body as MiniMax takes it: thinking has its own blocks there and needs no field to be split off. */
export function toMiniMaxMessages({ reasoning_split: _split, ...body }: MessagesRequest): MessagesRequest {
  return { ...body, ...fitSampling(body) } as MessagesRequest;
}
