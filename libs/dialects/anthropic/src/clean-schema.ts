type Schema = Readonly<Record<string, unknown>>;

// What the vendor's grammar knows (platform.claude.com/docs/en/build-with-claude/structured-outputs).
const known = new Set([
  '$schema',
  'type',
  'title',
  'description',
  'enum',
  'const',
  'default',
  'nullable',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'anyOf',
  'allOf',
  '$ref',
  '$defs',
  'definitions',
]);
const formats = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']);
const renamed: Readonly<Record<string, string>> = { oneOf: 'anyOf' };

/**
 * A caller's JSON Schema with the keywords that the vendor takes. What it would refuse (bounds, patterns, other formats) is
 * said in the description, as the vendor's own SDKs do; objects take no further properties.
 */
export function cleanSchema(schema: Schema): Schema {
  // Beside a reference the vendor takes nothing but what it may point to.
  const referring = typeof schema['$ref'] === 'string';
  const entries = Object.entries(schema).filter(([key]) => !referring || /^(?:\$ref|\$defs|definitions)$/.test(key));
  const kept = entries.filter(([key, value]) => isKnown(key, value));
  const told = entries.filter(([key, value]) => !isKnown(key, value) && !isNoise(key, value));
  const cleaned = Object.fromEntries(kept.map(([key, value]) => [renamed[key] ?? key, cleanKeyword(key, value)]));
  return {
    ...cleaned,
    ...(!referring && isObjectSchema(schema) && { additionalProperties: false }),
    ...(told.length > 0 && { description: describe(schema['description'], told) }),
  };
}

function isKnown(key: string, value: unknown): boolean {
  if (key === 'format') return typeof value === 'string' && formats.has(value);
  if (key === 'minItems') return value === 0 || value === 1;
  if (key === 'additionalProperties') return value === false;
  return known.has(key) || key in renamed;
}

// An object that is open says nothing worth reading.
function isNoise(key: string, value: unknown): boolean {
  return (key === 'additionalProperties' && value === true) || key.startsWith('$') || key === 'examples';
}

function cleanKeyword(key: string, value: unknown): unknown {
  switch (key) {
    case 'properties':
    case '$defs':
    case 'definitions':
      return isSchema(value)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cleanAny(inner)]))
        : value;
    case 'items':
      return cleanAny(value);
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
      return Array.isArray(value) ? value.map(cleanAny) : value;
    default:
      return value;
  }
}

function cleanAny(value: unknown): unknown {
  return isSchema(value) ? cleanSchema(value) : value;
}

function isObjectSchema({ type, properties }: Schema): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object')) || isSchema(properties);
}

function describe(description: unknown, told: readonly (readonly [string, unknown])[]): string {
  const rules = told.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
  return typeof description === 'string' && description !== '' ? `${description} (${rules})` : rules;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
