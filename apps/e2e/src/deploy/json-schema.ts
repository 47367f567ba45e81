import { type Schema, Validator } from '@cfworker/json-schema';
import { read } from './settings.js';

/** A schema of `__fixtures__/schemas`, each of them published by the project whose format it describes. */
export function readSchema(file: string): Schema {
  return JSON.parse(read(`apps/e2e/src/deploy/__fixtures__/schemas/${file}`)) as Schema;
}

/** What is wrong with a value, the deepest findings only; empty when nothing is. */
export function schemaProblems(schema: Schema, value: unknown): string[] {
  // Formats such as `duration` mean another thing in these documents than in JSON Schema.
  const { valid, errors } = new Validator(withoutFormats(schema) as Schema, '2020-12', false).validate(value);
  if (valid) return [];
  const deepest = Math.max(...errors.map(({ instanceLocation }) => instanceLocation.split('/').length));
  return errors
    .filter(({ instanceLocation }) => instanceLocation.split('/').length === deepest)
    .map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

function withoutFormats(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutFormats);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === 'format' && typeof value === 'string'))
      .map(([key, value]) => [key, withoutFormats(value)]),
  );
}
