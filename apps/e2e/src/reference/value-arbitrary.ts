import type { AnySchemaObject } from 'ajv/dist/2020.js';
import fc from 'fast-check';

type Resolve = (schema: AnySchemaObject) => AnySchemaObject;

// What is longer is a matter of broken values.
const longestText = 60;
const longestList = 3;
const latest = new Date('9998-12-31T00:00:00Z');

/** Values that a JSON schema allows, as far as the words go that zod writes schemas with. */
export function valueArbitrary(given: AnySchemaObject, resolve: Resolve): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  const options = (schema['anyOf'] ?? schema['oneOf']) as readonly AnySchemaObject[] | undefined;
  if (options) return fc.oneof(...options.map((option) => valueArbitrary(option, resolve)));
  if ('const' in schema) return fc.constant(schema['const']);
  if (schema['enum']) return fc.constantFrom(...(schema['enum'] as unknown[]));
  switch (schema['type']) {
    case 'object':
      return objectArbitrary(schema, resolve);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = longestList } = schema as Readonly<Record<string, number>>;
      const most = Math.max(minItems, Math.min(maxItems, longestList));
      return fc.array(valueArbitrary(items as never, resolve), { minLength: minItems, maxLength: most });
    }
    case 'string':
      return textArbitrary(schema);
    case 'integer':
      return fc.integer(range(schema, -1_000_000, 1_000_000));
    case 'number':
      return fc.double({ ...range(schema, -1_000, 1_000), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectArbitrary(schema: AnySchemaObject, resolve: Resolve): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  if (Object.keys(properties as object).length === 0 && typeof additionalProperties === 'object') {
    const names = propertyNames
      ? textArbitrary(resolve(propertyNames as AnySchemaObject))
      : fc.string({ maxLength: 20 });
    return fc.dictionary(names, valueArbitrary(additionalProperties as AnySchemaObject, resolve), {
      maxKeys: longestList,
    });
  }
  const fields = Object.entries(properties as Readonly<Record<string, AnySchemaObject>>);
  const model = Object.fromEntries(fields.map(([name, field]) => [name, valueArbitrary(field, resolve)]));
  const requiredNames = new Set(required as string[]);
  // Most fields are seldom given, so that one that a model refuses does not hide all others.
  const optional = fields.map(([name]) => name).filter((name) => !requiredNames.has(name));
  return fc
    .tuple(fc.record(model), fc.subarray(optional, { maxLength: Math.min(optional.length, 4) }))
    .map(([whole, kept]) =>
      Object.fromEntries(Object.entries(whole).filter(([name]) => requiredNames.has(name) || kept.includes(name))),
    );
}

function textArbitrary({
  pattern,
  format,
  minLength = 0,
  maxLength = longestText,
}: AnySchemaObject): fc.Arbitrary<string> {
  if (format === 'base64') return fc.base64String({ minLength: 4, maxLength: longestText });
  if (format === 'date-time') {
    return fc.date({ min: new Date(0), max: latest, noInvalidDate: true }).map((date) => date.toISOString());
  }
  const bounds = { minLength: minLength as number, maxLength: Math.min(maxLength as number, longestText) };
  // Of long ones the pattern says only what they must not hold.
  if (pattern === undefined || pattern === String.raw`^[^\0]*$`) return fc.string({ ...bounds, unit: 'grapheme' });
  return fc.stringMatching(new RegExp(pattern as string));
}

function range({ minimum, maximum }: AnySchemaObject, least: number, most: number): { min: number; max: number } {
  const min = (minimum as number | undefined) ?? least;
  return { min, max: Math.max(min, (maximum as number | undefined) ?? most) };
}
