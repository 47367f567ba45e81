/** The value where it is a text; anything else that a vendor sends in its place is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
