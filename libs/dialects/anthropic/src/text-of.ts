/** A vendor's text, or nothing where it sent something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
