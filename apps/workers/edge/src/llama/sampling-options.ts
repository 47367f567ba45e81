import { randomInt } from 'node:crypto';
import type { CompletionRequest } from '@belugapi/contracts';

/** How the next token is chosen, in llama.cpp's terms. */
export interface SamplingOptions {
  /** 0 always takes the likeliest token. */
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly minP: number;
  readonly seed: number;
  readonly frequencyPenalty: number;
  readonly presencePenalty: number;
}

// The tail beyond has no weight worth sorting a vocabulary of 150,000 tokens for at every step.
const candidates = 1024;
// LLAMA_DEFAULT_SEED asks llama.cpp for a random seed.
const reservedSeed = 0xff_ff_ff_ff;

/** OpenAI's sampling fields and defaults (temperature 1, top_p 1). Without a seed every request gets one of its own. */
export function toSamplingOptions(request: CompletionRequest): SamplingOptions {
  const seed = request.seed === undefined ? randomInt(reservedSeed) : Number(BigInt.asUintN(32, BigInt(request.seed)));
  return {
    temperature: request.temperature ?? 1,
    topP: request.topP ?? 1,
    topK: candidates,
    minP: 0,
    seed: seed === reservedSeed ? seed - 1 : seed,
    frequencyPenalty: request.frequencyPenalty ?? 0,
    presencePenalty: request.presencePenalty ?? 0,
  };
}
