import { z } from 'zod';
import type { TokenFacts } from '@belugapi/completion';
import { modalities, modelKinds, parameterNames, providers, supports, wires } from '../model-row.js';
import { nanoDollars } from '../nano-dollars.js';

const modelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@/+-]{0,127}$/, {
  error: 'Expected a model id: letters, digits and . _ : @ / + -, 128 characters at most',
});
const tokens = z.int().min(1).max(100_000_000);
const isoDay = z.iso.date({ error: 'Expected a day as in 2026-12-31' });

const state = z.union(
  [
    z.enum(['active', 'retired']).transform((kind) => ({ kind })),
    z.strictObject({ retiring: isoDay }).transform(({ retiring }) => ({ kind: 'retiring' as const, date: retiring })),
    z.strictObject({ retired: isoDay }).transform(({ retired }) => ({ kind: 'retired' as const, date: retired })),
  ],
  { error: 'Expected `active`, `retired`, `{ retired: 2026-12-31 }` or `{ retiring: 2026-12-31 }`' },
);

const baseUrl = z.string().refine(isPlainUrl, {
  error: 'Expected an http or https URL without credentials, query or fragment',
});

const dollars = z
  .union([z.number(), z.string()], { error: 'Not a price: expected a decimal number of dollars' })
  .transform((amount, context) => {
    try {
      return nanoDollars(amount);
    } catch (error) {
      context.issues.push({ code: 'custom', message: `Not a price: ${(error as RangeError).message}`, input: amount });
      return z.NEVER;
    }
  });
const tokenPrices = {
  input: dollars,
  output: dollars,
  cacheRead: dollars.optional(),
  cacheWrite: dollars.optional(),
  cacheWriteLong: dollars.optional(),
  audioInput: dollars.optional(),
  audioOutput: dollars.optional(),
};
const prices = z.strictObject({
  ...tokenPrices,
  version: z.string().min(1).max(64).optional(),
  webSearch: dollars.optional(),
  audioMinute: dollars.optional(),
  longContext: z.strictObject({ ...tokenPrices, aboveInputTokens: tokens }).optional(),
});

const countingFacts = {
  ratio: z.number().min(0.1).max(10).optional(),
  call: tokens.optional(),
  image: tokens.optional(),
  lowImage: tokens.optional(),
  audioSecond: tokens.optional(),
  searches: z.int().min(1).max(100).optional(),
} satisfies Record<keyof TokenFacts, z.ZodType>;

/** One entry under `models:` of an overrides file; prices come in dollars and leave in nano-dollars. */
export const modelOverrideSchema = z.strictObject({
  /** Makes the entry a new id: everything not named here is as in that row. */
  like: modelName.optional(),
  name: z.string().min(1).max(128).optional(),
  provider: z.enum(providers).optional(),
  kind: z.enum(modelKinds).optional(),
  upstreamModel: modelName.optional(),
  wire: z.enum(wires).optional(),
  baseUrl: baseUrl.optional(),
  state: state.optional(),
  replacement: modelName.optional(),
  substitute: modelName.optional(),
  contextWindow: tokens.optional(),
  maxOutputTokens: tokens.optional(),
  input: z.array(z.enum(modalities)).min(1).max(modalities.length).optional(),
  output: z.array(z.enum(modalities)).min(1).max(modalities.length).optional(),
  prices: prices.optional(),
  counting: z.strictObject(countingFacts).optional(),
  parameters: z.partialRecord(z.enum(parameterNames), z.enum(supports)).optional(),
  extraBody: z.record(z.string().max(128), z.json()).optional(),
});

/** What an operator's file says about one id. */
export type ModelOverride = z.infer<typeof modelOverrideSchema>;

/** The whole file; ids are checked apart, so that each is reported at its own place. */
export const overridesFileSchema = z.strictObject({
  models: z.record(modelName, z.unknown()).refine((models) => Object.keys(models).length <= 1_000, {
    error: 'At most 1000 models',
  }),
});

function isPlainUrl(text: string): boolean {
  if (text.length > 2_048 || !URL.canParse(text)) {
    return false;
  }
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && !/[?#]/.test(text);
}
