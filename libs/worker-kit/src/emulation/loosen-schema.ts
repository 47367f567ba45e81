type Json = Readonly<Record<string, unknown>>;

// By which each keyword's value is read; any other object is taken for a schema, since a $ref may lead into it.
const holdsData = new Set(['const', 'default', 'enum', 'required', 'dependentRequired', 'type', '$vocabulary']);
const holdsNamedSchemas = new Set(['properties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);
const holdsSchemaList = new Set(['prefixItems', 'items', 'allOf', 'anyOf', 'oneOf']);

// A regular expression of a stranger's can run for years; formats are regular expressions as well.
const untested = new Set(['pattern', 'patternProperties', 'format']);
// They refuse more when what they look at takes more.
const inverse = new Set(['not', 'if', 'maxContains', 'unevaluatedProperties']);

/**
 * A JSON Schema without `pattern`, `patternProperties` and `format`. It takes all that the given one takes: keywords that would
 * refuse more for the lack of those are taken out too, and `oneOf` is read as `anyOf`.
 */
export function loosenSchema(schema: unknown): unknown {
  const loosened = new Loosening(untested);
  const without = loosened.schema(schema);
  return loosened.found ? new Loosening(inverse).schema(without) : without;
}

class Loosening {
  found = false;

  constructor(private readonly unwanted: ReadonlySet<string>) {}

  schema(value: unknown): unknown {
    if (!isObject(value)) return value;
    const open = this.unwanted === untested && 'patternProperties' in value;
    const entries = Object.entries(value).filter(([keyword]) => {
      if (open && keyword === 'additionalProperties') return false;
      if (!this.unwanted.has(keyword)) return true;
      this.found = true;
      return false;
    });
    // Defines its members, so that one called __proto__ stays a member.
    const copy = Object.fromEntries(entries.map(([keyword, held]) => [keyword, this.held(keyword, held)]));
    return this.unwanted === inverse ? withoutOneOf(copy) : copy;
  }

  private held(keyword: string, value: unknown): unknown {
    if (holdsData.has(keyword)) return value;
    if (holdsNamedSchemas.has(keyword) && isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, this.schema(schema)]));
    }
    if (holdsSchemaList.has(keyword) && Array.isArray(value)) return value.map((schema) => this.schema(schema));
    return this.schema(value);
  }
}

function withoutOneOf(schema: Json): Json {
  const { oneOf, allOf, ...rest } = schema;
  if (oneOf === undefined) return schema;
  return { ...rest, allOf: [...(Array.isArray(allOf) ? allOf : []), { anyOf: oneOf }] };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
