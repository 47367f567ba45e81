type Schema = Readonly<Record<string, unknown>>;

const maps = ['properties', '$defs', 'definitions'];
const lists = ['anyOf', 'oneOf', 'allOf'];

/**
 * Whether a JSON Schema has an object somewhere whose members it does not name, as a map has. The vendor takes objects of named
 * members alone (platform.claude.com/docs/en/build-with-claude/structured-outputs): such a one could only be empty.
 */
export function holdsOpenObject(schema: unknown): boolean {
  if (!isSchema(schema)) return false;
  return isOpen(schema) || partsOf(schema).some(holdsOpenObject);
}

function isOpen({ type, properties, patternProperties, additionalProperties: more }: Schema): boolean {
  if (isSchema(patternProperties)) return true;
  if (more === false) return false;
  if (!isSchema(properties)) return type === 'object' || (Array.isArray(type) && type.includes('object'));
  // Without a member and without a word of others it is a tool's way to take nothing.
  if (Object.keys(properties).length === 0) return more !== undefined;
  return isSchema(more) && Object.keys(more).length > 0;
}

function partsOf(schema: Schema): unknown[] {
  const named = maps.flatMap((keyword) => (isSchema(schema[keyword]) ? Object.values(schema[keyword]) : []));
  const listed = lists.flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []));
  return [...named, ...listed, schema['items']];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
