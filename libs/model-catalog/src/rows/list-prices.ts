import type { PriceRow, TokenPrices } from '../model-row.js';
import { nanoDollars } from '../nano-dollars.js';

/** The day on which the figures of the built-in rows were last gathered. */
export const priceListVersion = '2026-11-22';

/** Dollars per million tokens, by class. */
interface TokenDollars {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWriteLong?: number;
  readonly audioInput?: number;
}

interface ListDollars extends TokenDollars {
  readonly webSearch?: number;
  readonly audioMinute?: number;
  readonly longContext?: TokenDollars & { readonly aboveInputTokens: number };
}

/** Prices of a built-in row from the vendor's list in dollars per million tokens (per search, per minute of audio). */
export function listPrices({ webSearch, audioMinute, longContext, ...tokens }: ListDollars): PriceRow {
  return {
    version: priceListVersion,
    ...tokenPrices(tokens),
    ...(webSearch !== undefined && { webSearch: nanoDollars(webSearch) }),
    ...(audioMinute !== undefined && { audioMinute: nanoDollars(audioMinute) }),
    ...(longContext !== undefined && { longContext: longContextPrices(longContext) }),
  };
}

function longContextPrices({ aboveInputTokens, ...tokens }: NonNullable<ListDollars['longContext']>) {
  return { aboveInputTokens, ...tokenPrices(tokens) };
}

function tokenPrices({ input, output, ...others }: TokenDollars): TokenPrices {
  const classes = Object.entries(others).map(([name, dollars]) => [name, nanoDollars(dollars)]);
  return { input: nanoDollars(input), output: nanoDollars(output), ...Object.fromEntries(classes) };
}
