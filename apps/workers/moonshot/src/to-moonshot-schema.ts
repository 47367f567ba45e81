type Schema = Readonly<Record<string, unknown>>;

const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const single = ['additionalProperties', 'propertyNames', 'items', 'contains', 'not', 'if', 'then', 'else'];

/**
 * A schema of tool parameters or of an answer as Moonshot's validator takes it (its "moonshot flavored JSON schema"; the rules
 * are those of vercel/ai, packages/moonshotai): an object at the root, no `$schema`, tuples as `prefixItems`, and below
 * the root no `type` beside `anyOf` but in its branches.
 */
export function toMoonshotSchema(schema: unknown): Schema {
  const root = isSchema(schema) ? schema : {};
  const type = typeof root['type'] === 'string' ? root['type'] : 'object';
  return { ...fitted({ ...root, type }), type };
}

function fitted({ $schema: _version, ...given }: Schema): Schema {
  const schema: Record<string, unknown> = { ...withBranchTypes(withPrefixItems(given)) };
  for (const key of lists) {
    const value = schema[key];
    if (Array.isArray(value)) schema[key] = value.map(fittedAny);
  }
  for (const key of maps) {
    const value = schema[key];
    if (isSchema(value)) {
      schema[key] = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fittedAny(each)]));
    }
  }
  for (const key of single) {
    if (schema[key] !== undefined) schema[key] = fittedAny(schema[key]);
  }
  return schema;
}

function fittedAny(value: unknown): unknown {
  return isSchema(value) ? fitted(value) : value;
}

function withPrefixItems(schema: Schema): Schema {
  const { items, additionalItems, prefixItems, ...rest } = schema;
  if (!Array.isArray(items)) return schema;
  const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
  return {
    ...rest,
    prefixItems: [...first, ...(items as readonly unknown[])],
    ...(additionalItems !== undefined && { items: additionalItems }),
  };
}

function withBranchTypes(schema: Schema): Schema {
  const { type, anyOf, ...rest } = schema;
  if (type === undefined || !Array.isArray(anyOf)) return schema;
  const branches = (anyOf as readonly unknown[]).map((branch) =>
    isSchema(branch) && branch['type'] === undefined && branch['$ref'] === undefined ? { type, ...branch } : branch,
  );
  return { ...rest, anyOf: branches };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
