import { z } from 'zod';

const digits = /^[+-]?\d{1,16}$/;

const wholeNumber = (value: unknown) => (typeof value === 'string' && digits.test(value) ? Number(value) : value);

/** A whole number in a query string, which knows texts only. What is none, an empty text for one, is refused as such. */
export function queryInteger(minimum: number, maximum: number) {
  return z.preprocess(wholeNumber, z.int().min(minimum).max(maximum));
}

/** The same, with what it is where it is absent. */
export function queryIntegerOr(preset: number, minimum: number, maximum: number) {
  return z.preprocess(wholeNumber, z.int().min(minimum).max(maximum).default(preset));
}
