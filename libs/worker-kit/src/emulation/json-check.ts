import type { ResponseFormat } from '@belugapi/contracts';
import { compileSchema } from './compile-schema.js';

/**
 * Says what is wrong with a text that should be JSON of a requested format, without quoting it; undefined where it fits.
 * @throws {CompletionFailure} INVALID_VALUE where the fault is the schema's.
 */
export type JsonCheck = (text: string) => string | undefined;

/** The check of a format: an object, or what the schema takes. */
export function jsonCheck({ format }: ResponseFormat): JsonCheck {
  const schemaJson = format?.$case === 'jsonSchema' ? format.value.schemaJson : undefined;
  const schema = schemaJson === undefined ? undefined : compileSchema(schemaJson);
  return (text) => {
    if (text === '') return 'it is empty.';
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return 'it is not one JSON value.';
    }
    if (schema) return schema.violation(value);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'it is not an object.';
  };
}
