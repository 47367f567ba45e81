import type { Token } from 'node-llama-cpp';
import { Generation, type GenerationOptions } from './generation.js';
import { createStopMatcher } from './stop-matcher.js';
import { createTokenText } from './token-text.js';

const endToken = 0 as Token;

/** A sequence that answers with the bytes of a text, one token each, and then ends its turn. */
function sequenceOf(answer: string) {
  const evaluated: Token[] = [];
  let returned = false;
  return {
    evaluated,
    wasReturned: () => returned,
    async *evaluate(tokens: Token[]) {
      evaluated.push(...tokens);
      try {
        for (const byte of Buffer.from(answer)) yield byte as Token;
        yield endToken;
      } finally {
        returned = true;
      }
    },
    async evaluateWithoutGeneratingNewTokens(tokens: Token[]) {
      await Promise.resolve();
      evaluated.push(...tokens);
    },
  };
}

function generationOf(sequence: ReturnType<typeof sequenceOf>, options: Partial<GenerationOptions> = {}): Generation {
  return new Generation({
    sequence,
    prompt: [1, 2, 3, 4, 5] as Token[],
    evaluate: () => ({}),
    maximumTokens: 1_000,
    isEnd: (token) => token === endToken,
    text: createTokenText((tokens) => Buffer.from(tokens).toString('utf8')),
    stop: createStopMatcher([]),
    wake: () => undefined,
    ...options,
  });
}

async function runUntilEnd(generation: Generation): Promise<string> {
  let text = '';
  while (generation.end === undefined) {
    while (generation.ready) await generation.step(100);
    text += (await generation.read()) ?? '';
  }
  return text + ((await generation.read()) ?? '');
}

describe('Generation', () => {
  it('evaluates the prompt in pieces and then generates to the end of the turn', async () => {
    const sequence = sequenceOf('whale');
    const generation = generationOf(sequence);
    await generation.step(2);
    await generation.step(2);
    expect(generation.promptLeft).toBe(1);
    expect(await runUntilEnd(generation)).toBe('whale');
    expect(sequence.evaluated).toEqual([1, 2, 3, 4, 5]);
    expect(generation.end).toEqual({ kind: 'stop' });
    expect(generation.completionTokens).toBe(5);
  });

  it('ends at the token limit, with what a stop word had held back', async () => {
    const generation = generationOf(sequenceOf('one two'), { maximumTokens: 4, stop: createStopMatcher(['e tw']) });
    expect(await runUntilEnd(generation)).toBe('one ');
    expect(generation.end).toEqual({ kind: 'length' });
  });

  it('ends before a stop word', async () => {
    const generation = generationOf(sequenceOf('one two three'), { stop: createStopMatcher([' three']) });
    expect(await runUntilEnd(generation)).toBe('one two');
    expect(generation.end).toEqual({ kind: 'stop' });
  });

  it('pauses when nobody reads, and goes on when somebody does', async () => {
    let woken = 0;
    const generation = generationOf(sequenceOf('x'.repeat(100)), { wake: () => woken++ });
    while (generation.ready) await generation.step(100);
    const ahead = generation.completionTokens;
    expect(ahead).toBeLessThan(100);
    expect(await generation.read()).toBe('x'.repeat(ahead));
    expect(generation.ready).toBe(true);
    expect(woken).toBe(1);
  });

  it('wakes a waiting reader when it is aborted, and frees the sequence', async () => {
    const sequence = sequenceOf('x'.repeat(100));
    const generation = generationOf(sequence);
    await generation.step(100);
    expect(await generation.read()).toBe('x');
    const waiting = generation.read();
    const step = generation.step(0);
    generation.abort();
    expect(await waiting).toBeUndefined();
    await generation.settle();
    await step;
    expect(sequence.wasReturned()).toBe(true);
    expect(generation.completionTokens).toBe(1);
  });

  it('ends with the error of its sequence', async () => {
    const error = new Error('no memory');
    const generation = generationOf({
      ...sequenceOf(''),
      evaluateWithoutGeneratingNewTokens: () => Promise.reject(error),
    });
    await generation.step(1);
    expect(await generation.read()).toBeUndefined();
    expect(generation.end).toEqual({ kind: 'error', error });
  });
});
