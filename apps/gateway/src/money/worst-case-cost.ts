import { priceUsage, type UsageClass } from '@belugapi/completion';
import { TokenUsage } from '@belugapi/contracts';
import type { ModelRow, TokenPrices } from '@belugapi/model-catalog';

// Every class that an answer turns out to have is rounded by itself.
const roundingNano = 11;

/**
 * The most that so many tokens can cost, in nano-dollars: whatever part of the prompt is written to a cache and whatever part
 * of the answer is spoken. Undefined where the model has no price. Searches are not counted: nobody knows how many will come.
 */
export function worstCaseCost(
  { prices, input, output }: Pick<ModelRow, 'prices' | 'input' | 'output'>,
  promptTokens: number,
  maxOutputTokens: number,
): number | undefined {
  if (!prices) return undefined;
  const { longContext } = prices;
  const tier = longContext && promptTokens > longContext.aboveInputTokens ? longContext : prices;
  const inputClass = dearest(tier, tier.input, input.includes('audio') ? inputClasses : withoutAudio);
  const outputClass = dearest(tier, tier.output, output.includes('audio') ? ['audioOutput'] : []);
  const usage = TokenUsage.create({
    [inputClass ?? 'uncachedInput']: promptTokens,
    [outputClass ?? 'visibleOutput']: maxOutputTokens,
  });
  const { total } = priceUsage(usage, prices);
  return total === 0n ? 0 : Math.min(Number(total) + roundingNano, Number.MAX_SAFE_INTEGER);
}

type PricedClass = keyof TokenPrices & UsageClass;
const withoutAudio: readonly PricedClass[] = ['cacheWrite', 'cacheWriteLong'];
const inputClasses: readonly PricedClass[] = [...withoutAudio, 'audioInput'];

/** The class that costs most, and more than a plain token; undefined where none does. */
function dearest(prices: TokenPrices, plain: number, classes: readonly PricedClass[]): PricedClass | undefined {
  let [found, most]: [PricedClass | undefined, number] = [undefined, plain];
  for (const name of classes) {
    const price = prices[name] ?? plain;
    if (price > most) [found, most] = [name, price];
  }
  return found;
}
