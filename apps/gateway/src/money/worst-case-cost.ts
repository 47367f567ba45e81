import { type PromptTokens, priceUsage, type UsageClass } from '@belugapi/completion';
import { TokenUsage } from '@belugapi/contracts';
import type { ModelRow, PriceRow, TokenPrices } from '@belugapi/model-catalog';

// Every class that an answer turns out to have is rounded by itself.
const roundingNano = 11;
const perMillion = 1_000_000;
const secondsPerMinute = 60;
// Of a model whose row does not say; none has a larger one.
const largestWindow = 10_000_000;

/** What a prompt can cost at most, and a token of its answer. */
export interface WorstCase {
  /** Nano-dollars; search and rounding are in it. */
  readonly prompt: number;
  /** Nano-dollars per million tokens. */
  readonly output: number;
}

/**
 * The most that a prompt of so many tokens can cost: whatever part of it is written to a cache, and sound as it is dearest.
 * A model whose searches have a price makes one, or as many as its row says. Undefined where the model has no price.
 */
export function worstCase(
  { prices, output, contextWindow = largestWindow }: Pick<ModelRow, 'prices' | 'output' | 'contextWindow'>,
  { text, image, audio, audioSeconds, searches = 1 }: PromptTokens,
): WorstCase | undefined {
  if (!prices) return undefined;
  // A longer one is refused upstream.
  const written = Math.min(text, contextWindow) + image;
  const { longContext } = prices;
  const tier = longContext && written + audio > longContext.aboveInputTokens ? longContext : prices;
  const input = dearest(tier, tier.input, ['cacheWrite', 'cacheWriteLong']);
  const usage = TokenUsage.create({ [input ?? 'uncachedInput']: written, audioInput: audio || undefined });
  const sound = Math.max(0, Number(ofLength(prices, audioSeconds)) - Number(ofTokens(prices, audio)));
  const prompt = Number(priceUsage(usage, prices).total) + sound + searches * (prices.webSearch ?? 0);
  const price = outputPrice(tier, output.includes('audio'));
  return { prompt: prompt === 0 && price === 0 ? 0 : prompt + roundingNano, output: price };
}

/** What so many tokens of an answer cost on top, in nano-dollars. */
export function costWith({ prompt, output }: WorstCase, answerTokens: number): number {
  return Math.min(Math.ceil(prompt + (answerTokens * output) / perMillion), Number.MAX_SAFE_INTEGER);
}

/** How many tokens of an answer so many nano-dollars pay for, less the prompt. */
export function tokensFor({ prompt, output }: WorstCase, nano: number): number {
  return output === 0 ? Infinity : Math.max(0, Math.floor(((nano - prompt) * perMillion) / output));
}

const ofTokens = (prices: PriceRow, audioInput: number) => priceUsage(TokenUsage.create({ audioInput }), prices).total;

// Where a vendor bills by length, or may: the dearer counts.
function ofLength({ audioMinute = 0 }: PriceRow, seconds: number): number {
  return Math.ceil((seconds / secondsPerMinute) * audioMinute);
}

function outputPrice(tier: TokenPrices, speaks: boolean): number {
  return speaks ? Math.max(tier.output, tier.audioOutput ?? 0) : tier.output;
}

type PricedClass = keyof TokenPrices & UsageClass;

/** The class that costs most, and more than a plain token; undefined where none does. */
function dearest(prices: TokenPrices, plain: number, classes: readonly PricedClass[]): PricedClass | undefined {
  let [found, most]: [PricedClass | undefined, number] = [undefined, plain];
  for (const name of classes) {
    const price = prices[name] ?? plain;
    if (price > most) [found, most] = [name, price];
  }
  return found;
}
