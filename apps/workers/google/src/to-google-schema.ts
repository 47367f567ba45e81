/** A JSON Schema node. */
type Schema = Readonly<Record<string, unknown>>;

// Keywords whose value is a schema, a list of them, or a map of names to them; any other is carried as it is.
const schemaKeywords = new Set([
  'items',
  'additionalProperties',
  'not',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
]);
const listKeywords = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const mapKeywords = new Set(['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas']);

// "If a schema node has $ref set, then only description and default can be set alongside it" (anomalyco/opencode#12295).
const besideReference = new Set(['$ref', 'description', 'default']);

/**
 * A JSON Schema for `parametersJsonSchema` and `responseJsonSchema` (ai.google.dev/api/generate-content). Those take the
 * whole language and pass over what they do not know; what they refuse or misread is put in other words: `$schema`,
 * `definitions`, `const`, an `allOf` of one, and fields beside a `$ref`.
 */
export function toGoogleSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toGoogleSchema);
  if (!isSchema(schema)) return schema;
  const cleaned: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(withoutLoneAllOf(schema))) {
    if (keyword === '$schema') continue;
    if (keyword === 'const') Object.assign(cleaned, constantAs(value, schema));
    else if (keyword === '$ref') cleaned['$ref'] = referenceAs(value);
    else if (keyword === 'definitions')
      cleaned['$defs'] = { ...objectOf(cleaned['$defs']), ...objectOf(eachOf(value)) };
    else cleaned[keyword] = cleanedValue(keyword, value);
  }
  if (typeof cleaned['$ref'] !== 'string') return cleaned;
  return Object.fromEntries(
    Object.entries(cleaned).filter(([keyword]) => besideReference.has(keyword) || keyword === '$defs'),
  );
}

/** Whether a tool's parameters are an object without anything to say of its fields. */
export function isEmptyObjectSchema(schema: unknown): boolean {
  if (!isSchema(schema)) return false;
  const saysMore = ['anyOf', 'oneOf', 'allOf', '$ref', 'patternProperties'].some((keyword) => keyword in schema);
  const fields = Object.keys(objectOf(schema['properties']));
  return !saysMore && fields.length === 0 && !isSchema(schema['additionalProperties']);
}

function cleanedValue(keyword: string, value: unknown): unknown {
  if (mapKeywords.has(keyword)) return eachOf(value);
  return schemaKeywords.has(keyword) || listKeywords.has(keyword) ? toGoogleSchema(value) : value;
}

function eachOf(map: unknown): unknown {
  if (!isSchema(map)) return map;
  return Object.fromEntries(Object.entries(map).map(([name, schema]) => [name, toGoogleSchema(schema)]));
}

/** Only texts and numbers may be listed in an `enum`; of any other constant the type is what can be said. */
function constantAs(value: unknown, { type }: Schema): Schema {
  const known = type === undefined ? {} : { type };
  if (typeof value === 'string') return { type: 'string', ...known, enum: [value] };
  if (typeof value === 'number')
    return { type: Number.isInteger(value) ? 'integer' : 'number', ...known, enum: [value] };
  if (typeof value === 'boolean') return { type: 'boolean', ...known };
  return value === null ? { type: 'null', ...known } : known;
}

function referenceAs(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^#\/definitions\//, '#/$defs/') : value;
}

/** Generators wrap a reference into an `allOf` of one to put a description beside it; Google passes over `allOf`. */
function withoutLoneAllOf({ allOf, ...others }: Schema): Schema {
  if (allOf === undefined) return others;
  const [only] = Array.isArray(allOf) && allOf.length === 1 ? (allOf as unknown[]) : [];
  return isSchema(only) ? { ...only, ...others } : { ...others, allOf };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown): Schema {
  return isSchema(value) ? value : {};
}
