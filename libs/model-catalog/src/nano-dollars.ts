const plainDecimal = /^(\d{1,7})(?:\.(\d{1,9}))?$/;

/**
 * Turns a decimal dollar amount into integer nano-dollars, exactly: the digits are moved, nothing is multiplied. A number
 * is read by its shortest decimal form. Throws a RangeError for a sign, an exponent, more than nine decimals, or more than
 * a million dollars.
 */
export function nanoDollars(dollars: number | string): number {
  const match = plainDecimal.exec(String(dollars));
  const nano = match === null ? Number.NaN : Number((match[1] ?? '') + (match[2] ?? '').padEnd(9, '0'));
  if (!(nano <= 1_000_000_000_000_000)) {
    throw new RangeError(
      `"${String(dollars).slice(0, 40)}" is not a plain decimal of 0 to 1000000 with at most 9 decimals`,
    );
  }
  return nano;
}
