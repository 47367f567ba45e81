import { nanoDollars } from '@belugapi/model-catalog';
import { z } from 'zod';

const most = 1_000_000;

/** US dollars in a body, a number or a decimal text, of which nano-dollars are made. */
export const dollarAmount = amountOf(0, /^\d{1,7}(\.\d{1,9})?$/, 'as in 25 or "0.5"');

/** The same of either sign. */
export const signedDollarAmount = amountOf(-most, /^-?\d{1,7}(\.\d{1,9})?$/, 'as in 25, -5 or "0.5"');

function amountOf(least: number, decimal: RegExp, examples: string) {
  const error = `must be an amount of US dollars, ${examples}`;
  return z
    .union([z.number().min(least).max(most), z.string().regex(decimal, { error })], { error })
    .transform((amount, context) => {
      const [, sign = '', digits = ''] = /^(-?)(.*)$/.exec(plain(amount)) ?? [];
      try {
        return (sign === '' ? 1 : -1) * nanoDollars(digits);
      } catch (problem) {
        context.issues.push({ code: 'custom', message: (problem as RangeError).message, input: amount });
        return z.NEVER;
      }
    });
}

/** A small number's shortest form has an exponent, though it may be whole nano-dollars. */
function plain(amount: number | string): string {
  const digits = typeof amount === 'number' ? amount.toFixed(9) : amount;
  return Number(digits) === amount ? digits : String(amount);
}
