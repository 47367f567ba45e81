import type { OutputUnit } from '@cfworker/json-schema';

// They only say that something below them is at fault.
const wrappers = new Set([
  '$ref',
  '$recursiveRef',
  'allOf',
  'if',
  'properties',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'dependentSchemas',
  'dependencies',
  'items',
  'prefixItems',
  'additionalItems',
  'unevaluatedItems',
]);
// Their messages hold words of the schema and none of the answer.
const telling = new Set(['type', 'required']);
const longest = 300;

/**
 * Where a value breaks its schema and by which keyword. It quotes nothing of the value: names of members appear only where
 * they are the schema's own (`named`).
 */
export function describeViolation(value: unknown, errors: readonly OutputUnit[], named: ReadonlySet<string>): string {
  const error = errors.find(({ keyword }) => !wrappers.has(keyword)) ?? errors[0];
  if (!error) return 'it breaks its schema.';
  const description = `at ${pathOf(value, error.instanceLocation, named)}: ${reasonOf(error)}`;
  return description.length > longest ? `${description.slice(0, longest - 1)}…` : description;
}

function reasonOf({ keyword, error }: OutputUnit): string {
  if (telling.has(keyword)) return error;
  return keyword === 'false' ? 'Nothing is allowed here.' : `"${keyword}" is not satisfied.`;
}

// A location is a JSON pointer within a URI.
function pathOf(value: unknown, location: string, named: ReadonlySet<string>): string {
  let path = '';
  let at = value;
  for (const step of location.split('/').slice(1)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    path += `/${Array.isArray(at) || named.has(name) ? name : '*'}`;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return path || 'the root';
}
