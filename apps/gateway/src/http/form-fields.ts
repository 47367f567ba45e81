/**
 * The fields of a form as one object, by the names that OpenAI's SDKs give them: `include[]` is an element of a list,
 * `chunking_strategy[type]` a member of an object. A name that comes twice is a list too; an empty text counts as absent.
 */
export function formFields(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const fields = empty();
  for (const [name, value] of entries) {
    if (value === '') continue;
    const [, base = name, member] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
    const given = fields[base];
    if (member === undefined) fields[base] = given === undefined ? value : [...asList(given), value];
    else if (member === '') fields[base] = [...asList(given), value];
    else fields[base] = Object.assign(isMembers(given) ? given : empty(), { [member]: value });
  }
  return fields;
}

// Without a prototype: the names are the caller's.
function empty(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function asList(given: unknown): readonly unknown[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given];
}

function isMembers(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
