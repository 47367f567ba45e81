import type { FunctionTool, Tool } from '@belugapi/contracts';

/** A function that a caller declares. */
export function functionTool(name: string, more: Partial<FunctionTool> = {}): Tool {
  return { tool: { $case: 'function', value: { name, ...more } } };
}
