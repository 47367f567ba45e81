import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';

/** A JSON Schema in the dialect that node-llama-cpp turns into GBNF: no anyOf, every property present. */
export type GrammarSchema = Readonly<Record<string, unknown>>;

type Schema = Readonly<Record<string, unknown>>;

interface Conversion {
  readonly strict: boolean;
  readonly depth: number;
}

const deepest = 32;
// llama.cpp refuses more, and quotes the whole grammar on stderr.
const mostRepetitions = 2_000;
const annotations = ['title', 'description', 'default', 'examples', '$schema', '$id', '$comment', 'required'];
const converted = ['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref', '$defs', 'definitions', 'properties'];
const carried = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties'];
const nested = ['additionalProperties', 'items', 'prefixItems', 'format'];
const enforced = new Set([...annotations, ...converted, ...carried, ...nested]);
const formats = new Set(['date-time', 'time', 'date']);
/** How the API calls the schema. */
export const schemaPath = 'response_format.json_schema.schema';

const anything: GrammarSchema = {
  oneOf: [
    { type: ['string', 'number', 'boolean', 'null'] },
    { type: 'object', additionalProperties: true },
    { type: 'array' },
  ],
};

/**
 * Converts a caller's JSON Schema. What a grammar cannot hold the model to (`pattern`, `minimum` …) is refused where the
 * caller asked for `strict`, and otherwise left to the model.
 * @throws {CompletionFailure} naming the path in the schema.
 */
export function toGrammarSchema(schemaJson: string, strict: boolean): GrammarSchema {
  return convert(parse(schemaJson), schemaPath, { strict, depth: 0 });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(schemaPath, 'is not JSON');
  }
}

function convert(value: unknown, at: string, from: Conversion): GrammarSchema {
  if (from.depth > deepest) refuse(at, `is nested deeper than ${deepest} levels`);
  const conversion = { ...from, depth: from.depth + 1 };
  if (value === true) return anything;
  if (!isRecord(value)) return refuse(at, 'is not a schema');
  if (from.strict) checkEnforced(value, at);
  const definitions = value['$defs'] ?? value['definitions'];
  const $defs = isRecord(definitions) && { $defs: convertAll(definitions, `${at}.$defs`, conversion) };
  return { ...convertShape(value, at, conversion), ...$defs };
}

function convertShape(schema: Schema, at: string, conversion: Conversion): GrammarSchema {
  const { $ref, enum: choices, type } = schema;
  if (typeof $ref === 'string') return { $ref: reference($ref, at) };
  for (const keyword of ['anyOf', 'oneOf', 'allOf'] as const) {
    const options = schema[keyword];
    if (options === undefined) continue;
    if (!Array.isArray(options) || options.length === 0) return refuse(`${at}.${keyword}`, 'is not a list of schemas');
    const shapes = options.map((option, index) => convert(option, `${at}.${keyword}[${index}]`, conversion));
    if (keyword === 'allOf' && shapes.length > 1) return refuse(`${at}.allOf`, 'with several schemas is not supported');
    return shapes.length === 1 && shapes[0] ? shapes[0] : { oneOf: shapes };
  }
  if ('const' in schema) return { const: scalar(schema['const'], `${at}.const`) };
  if (Array.isArray(choices)) return { enum: choices.map((choice, index) => scalar(choice, `${at}.enum[${index}]`)) };
  if (Array.isArray(type))
    return { oneOf: type.map((one) => convertType({ ...schema, type: one as unknown }, at, conversion)) };
  return convertType(schema, at, conversion);
}

function convertType(schema: Schema, at: string, conversion: Conversion): GrammarSchema {
  const bounds = Object.fromEntries(
    carried.filter((keyword) => isRepetition(schema[keyword])).map((keyword) => [keyword, schema[keyword]]),
  );
  switch (schema['type']) {
    case 'string': {
      const { format } = schema;
      return { type: 'string', ...bounds, ...(typeof format === 'string' && formats.has(format) && { format }) };
    }
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return { type: schema['type'] };
    case 'array':
      return { type: 'array', ...bounds, ...convertItems(schema, at, conversion) };
    case 'object':
      return { type: 'object', ...bounds, ...convertProperties(schema, at, conversion) };
    case undefined:
      if (isRecord(schema['properties'])) return { type: 'object', ...convertProperties(schema, at, conversion) };
      return 'items' in schema ? { type: 'array', ...bounds, ...convertItems(schema, at, conversion) } : anything;
    default:
      return refuse(`${at}.type`, 'is not a type of JSON Schema');
  }
}

function convertItems({ items, prefixItems }: Schema, at: string, conversion: Conversion): GrammarSchema {
  return {
    ...(items !== undefined && items !== false && { items: convert(items, `${at}.items`, conversion) }),
    ...(Array.isArray(prefixItems) && {
      prefixItems: prefixItems.map((item, index) => convert(item, `${at}.prefixItems[${index}]`, conversion)),
    }),
  };
}

function convertProperties(schema: Schema, at: string, conversion: Conversion): GrammarSchema {
  const { additionalProperties, properties } = schema;
  const known = isRecord(properties) ? convertAll(properties, `${at}.properties`, conversion) : undefined;
  // Without any property of its own an object is a dictionary; with some, more of them would only be noise.
  const more = isRecord(additionalProperties)
    ? convert(additionalProperties, `${at}.additionalProperties`, conversion)
    : additionalProperties === true || (additionalProperties === undefined && known === undefined);
  return { ...(known && { properties: known }), additionalProperties: more };
}

function convertAll(schemas: Schema, at: string, conversion: Conversion): Record<string, GrammarSchema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, convert(schema, `${at}.${name}`, conversion)]),
  );
}

function reference(target: string, at: string): string {
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/u.exec(target)?.[1];
  if (name === undefined) refuse(`${at}.$ref`, 'may only point into #/$defs');
  return `#/$defs/${name}`;
}

function checkEnforced(schema: Schema, at: string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    if (!isEnforced(keyword, value) && !isVacuous(keyword, value))
      refuse(`${at}.${keyword}`, 'cannot be enforced by this model; leave it out or set strict to false');
  }
}

function isEnforced(keyword: string, value: unknown): boolean {
  if (keyword === 'format') return formats.has(String(value));
  return enforced.has(keyword) && (!carried.includes(keyword) || isRepetition(value));
}

function isRepetition(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostRepetitions;
}

// zod writes the range of safe integers into every integer schema.
function isVacuous(keyword: string, value: unknown): boolean {
  if (keyword === 'minimum') return Number(value) <= Number.MIN_SAFE_INTEGER;
  return keyword === 'maximum' && Number(value) >= Number.MAX_SAFE_INTEGER;
}

function scalar(value: unknown, at: string): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return refuse(at, 'may only be a string, number, boolean or null');
}

function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(at: string, problem: string): never {
  throw CompletionFailure.of(FailureCode.INVALID_VALUE, `${at} ${problem}.`, { param: at });
}
