/**
 * A tool call's arguments in one form for all texts that say the same: clients parse the JSON and write it anew with other
 * spaces and another order of fields. What is not JSON stays as it is.
 */
export function normalisedArguments(text: string): string {
  if (text.trim() === '') return '{}';
  try {
    return JSON.stringify(JSON.parse(text), sortFields);
  } catch {
    // Not JSON, or nested deeper than the stack.
    return text;
  }
}

function sortFields(_name: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  // Through entries, so that a field named __proto__ stays one.
  return Object.fromEntries(fields);
}
