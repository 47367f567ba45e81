import { estimatePrompt } from '@belugapi/completion';
import { CompletionRequest, Role } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { quoteCompletion } from './quote-completion.js';

const dollar = 1_000_000_000;
const rowOf = (id: string): ModelRow => {
  const row = modelRows.find((one) => one.id === id);
  if (!row) throw new Error(`no ${id}`);
  return row;
};
const opus = rowOf('claude-opus-4-6');
const asking = (text: string, more: Partial<CompletionRequest> = {}) =>
  CompletionRequest.create({
    model: opus.id,
    messages: [{ role: Role.USER, content: [{ part: { $case: 'text', value: { text } } }] }],
    ...more,
  });
const quoteOf = (request: CompletionRequest, row: ModelRow) =>
  quoteCompletion(request, row, estimatePrompt(request, row.counting));
const offer = (request: CompletionRequest, left: number | undefined, row = opus) => quoteOf(request, row)?.(left);

// $25 per million tokens of an answer, $10 per million of a prompt that is written to a cache for an hour.
const answerNano = 25_000;

describe('a caller who sets no maximum', () => {
  it('gets the model’s longest answer where there is plenty', () => {
    const { nano = 0, ...rest } = offer(asking('Hi'), 1_000 * dollar) ?? {};
    expect(rest).toEqual({});
    expect(nano).toBeGreaterThan(128_000 * answerNano);
    expect(nano).toBeLessThan(128_000 * answerNano + dollar / 50);
  });

  it('with $5 left is served, with an answer that a twentieth of it pays for', () => {
    const { nano = 0, answerTokens = 0 } = offer(asking('Hi'), 5 * dollar) ?? {};
    expect(nano).toBe(dollar / 4);
    expect(answerTokens).toBeGreaterThan(9_000);
    expect(answerTokens * answerNano).toBeLessThan(nano);
  });

  it('gets 4,096 tokens as long as there is so much, and what is left after that', () => {
    expect(offer(asking('Hi'), 0.5 * dollar)?.answerTokens).toBe(4_096);
    expect(offer(asking('Hi'), undefined)?.answerTokens).toBe(4_096);
    const little = offer(asking('Hi'), 0.05 * dollar);
    expect(little?.nano).toBe(0.05 * dollar);
    expect(little?.answerTokens).toBeLessThan(2_000);
    expect(little?.answerTokens).toBeGreaterThan(1_900);
  });

  it('is refused where not even a short answer can be paid for', () => {
    const { nano = 0 } = offer(asking('Hi'), 0.005 * dollar) ?? {};
    expect(nano).toBeGreaterThan(256 * answerNano);
    expect(nano).toBeLessThan(0.01 * dollar);
  });

  it('has a prompt counted exactly where its bytes could not be paid', () => {
    const prompt = 'Where do whales sleep? '.repeat(400);
    const paid = offer(asking(prompt), 0.2 * dollar);
    expect(paid?.answerTokens).toBe(4_096);
    expect(paid?.nano).toBeLessThan(0.15 * dollar);
    // Nine kilobytes, of which each could be a token of its own.
    expect(offer(asking(prompt), undefined)?.nano).toBeGreaterThan(0.19 * dollar);
  });

  it('gets less of each of several answers', () => {
    const row = rowOf('gpt-4.1-mini-2025-04-14');
    const one = offer(asking('Hi'), 0.5 * dollar, row)?.answerTokens ?? 0;
    const four = offer(asking('Hi', { choiceCount: 4 }), 0.5 * dollar, row)?.answerTokens ?? 0;
    expect(one / four).toBeCloseTo(3.9, 0);
  });

  it('leaves room for the prompt in a window that both share', () => {
    const row = { ...rowOf('llama3.1-8b'), maxOutputTokens: 32_768 };
    const { answerTokens = 0 } = offer(asking('word '.repeat(8_000)), 1_000 * dollar, row) ?? {};
    expect(answerTokens).toBeLessThan(12_000);
    expect(answerTokens).toBeGreaterThan(10_000);
  });

  it('costs nothing where nothing has a price, and is not limited', () => {
    expect(offer(asking('Hi'), 0, rowOf('beluga-nano'))).toEqual({ nano: 0 });
  });
});

describe('a caller who sets a maximum', () => {
  it('gets that or is refused', () => {
    const request = asking('Hi', { maxOutputTokens: 10_000 });
    for (const left of [undefined, dollar, dollar / 1_000]) {
      const { nano = 0, ...rest } = offer(request, left) ?? {};
      expect(rest).toEqual({});
      expect(Math.round(nano / answerNano / 100)).toBeGreaterThanOrEqual(100);
      expect(Math.round(nano / answerNano / 100)).toBeLessThanOrEqual(105);
    }
  });

  it('pays for the thinking that their maximum leaves no room for, and for no more than the model gives', () => {
    const thinker = rowOf('claude-sonnet-4-5-20250929-thinking');
    const output = 15_000;
    const tokens = (more: Partial<CompletionRequest>) =>
      Math.round((offer(asking('', more), undefined, thinker)?.nano ?? 0) / output / 100) * 100;
    expect(tokens({ maxOutputTokens: 100 })).toBe(1_500);
    expect(tokens({ maxOutputTokens: 100, reasoningEffort: 'high' })).toBe(16_900);
    expect(tokens({ maxOutputTokens: 1_000_000 })).toBe(64_400);
  });
});

describe('a file that is only named', () => {
  const gpt = rowOf('gpt-5.1');
  const naming = (more: Partial<CompletionRequest> = {}) =>
    CompletionRequest.create({
      model: gpt.id,
      messages: [{ role: Role.USER, content: [{ part: { $case: 'file', value: { fileId: 'file-1' } } }] }],
      ...more,
    });
  const inputNano = (gpt.prices?.input ?? 0) / 1_000_000;
  const outputNano = (gpt.prices?.output ?? 0) / 1_000_000;
  const window = (gpt.contextWindow ?? 0) * inputNano;

  it('may fill the window, where that can be paid for', () => {
    const { nano = 0, ...rest } = offer(naming({ maxOutputTokens: 1_000 }), 10 * dollar, gpt) ?? {};
    expect(rest).toEqual({});
    expect(nano - window - 1_000 * outputNano).toBeCloseTo(11, 5);
    const { nano: shared = 0, answerTokens = 0 } = offer(naming(), 10 * dollar, gpt) ?? {};
    expect(shared).toBeGreaterThanOrEqual(window + 4_096 * outputNano);
    expect(answerTokens).toBeGreaterThanOrEqual(4_096);
  });

  it('is a few pages to a caller who has less left, and then costs something as well', () => {
    const left = window / 2;
    const pages = 6_000 * inputNano;
    for (const request of [naming({ maxOutputTokens: 1_000 }), naming({ maxOutputTokens: 4_096 }), naming()]) {
      const { nano = 0 } = offer(request, left, gpt) ?? {};
      expect(nano).toBeLessThanOrEqual(left);
      expect(nano).toBeGreaterThan(pages + 1_000 * outputNano);
    }
    expect(offer(naming(), pages, gpt)?.nano).toBeGreaterThan(pages);
  });

  it('has a cost that is a number, whatever is known of the model and of what is left', () => {
    const { contextWindow: _, ...boundless } = gpt;
    for (const row of [boundless, { ...boundless, maxOutputTokens: undefined as never }]) {
      for (const left of [undefined, 0, dollar, 1_000_000 * dollar, Infinity]) {
        for (const request of [naming({ maxOutputTokens: 1_000 }), naming()]) {
          const { nano, answerTokens = 1 } = offer(request, left, row) ?? {};
          expect([nano, answerTokens].map((figure) => Number.isSafeInteger(figure))).toEqual([true, true]);
        }
      }
    }
  });
});

it('a model without a price has no quote; one that takes no maximum is taken for its longest answer', () => {
  expect(quoteOf(asking('Hi'), { ...opus, prices: undefined as never })).toBeUndefined();
  expect(offer(asking('Hi'), undefined, rowOf('gpt-4o-transcribe'))).not.toHaveProperty('answerTokens');
});
