import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { LlamaModel, Token, TokenBias } from 'node-llama-cpp';
import type { LlamaLibrary } from './llama-library.js';

// OpenAI: −100 bans a token, 100 leaves no other (platform.openai.com/docs/api-reference/chat/create, logit_bias).
const banned = -100;

/**
 * OpenAI's `logit_bias`, by the model's own token ids; undefined where there is none.
 * @throws {CompletionFailure} for what is no token, and for tokens that end an answer, which llama.cpp's binding never biases.
 */
export function toTokenBias(
  biases: Readonly<Record<string, number>>,
  model: Pick<LlamaModel, 'fileInfo' | 'isEogToken' | 'tokenizer'>,
  { Bias }: Pick<LlamaLibrary, 'Bias'>,
): TokenBias | undefined {
  const entries = Object.entries(biases);
  if (entries.length === 0) return undefined;
  const vocabulary = model.fileInfo.metadata.tokenizer?.ggml.tokens.length ?? 0;
  const result = new Bias(model.tokenizer);
  for (const [id, bias] of entries) {
    const token = Number(id) as Token;
    if (!/^\d+$/u.test(id) || token >= vocabulary) throw refusal(id, `is not a token id; this model has ${vocabulary}`);
    if (model.isEogToken(token)) throw refusal(id, 'ends the answer and cannot be biased');
    result.set(token, bias <= banned ? 'never' : { logit: bias });
  }
  return result;
}

function refusal(id: string, problem: string): CompletionFailure {
  const param = `logit_bias.${id}`;
  return CompletionFailure.of(FailureCode.INVALID_VALUE, `${param} ${problem}.`, { param });
}
