import type { LlamaModel, Token, TokenBias } from 'node-llama-cpp';
import { toTokenBias } from './token-bias.js';

type Biased = Parameters<TokenBias['set']>;

class RecordingBias {
  readonly biased: Biased[] = [];
  set(...entry: Biased): this {
    this.biased.push(entry);
    return this;
  }
}

const model = {
  fileInfo: { metadata: { tokenizer: { ggml: { tokens: ['a', 'b', 'c', 'end'] } } } },
  isEogToken: (token: Token) => token === 3,
} as unknown as LlamaModel;
const library = { Bias: RecordingBias as unknown as typeof TokenBias };

describe('toTokenBias', () => {
  it('adds to the logits, and bans at −100', () => {
    const bias = toTokenBias({ 0: 5, 2: -100 }, model, library) as unknown as RecordingBias;
    expect(bias.biased).toEqual([
      [0, { logit: 5 }],
      [2, 'never'],
    ]);
  });

  it('is nothing without biases', () => {
    expect(toTokenBias({}, model, library)).toBeUndefined();
  });

  it.each(['4', '-1', 'whale', '1.5', '3'])('refuses %s by its path', (id) => {
    const failure: unknown = expect.objectContaining({ param: `logit_bias.${id}` });
    expect(() => toTokenBias({ [id]: 1 }, model, library)).toThrow(expect.objectContaining({ failure }));
  });
});
