export interface ExpandedCall {
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

const wrappers: ReadonlySet<string> = new Set(['parallel', 'multi_tool_use.parallel']);

/** Whether a function call is the model's own wrapper around several calls, and no function of the caller's. */
export function isParallelWrapper(name: string, declared: ReadonlySet<string>): boolean {
  return wrappers.has(name) && !declared.has(name);
}

/**
 * The calls in a wrapper's arguments, `{"tool_uses":[{"recipient_name":"functions.x","parameters":{}}]}`, which OpenAI's
 * models invent at times (vercel/ai, expand-parallel-tool-call). Undefined where anything in it is not a call of a
 * declared function.
 */
export function expandParallelCall(json: string, declared: ReadonlySet<string>): ExpandedCall[] | undefined {
  const uses = toolUses(json);
  if (!Array.isArray(uses) || uses.length === 0) return undefined;
  const calls = uses.map((use: unknown) => readUse(use, declared));
  return calls.every((call) => call !== undefined) ? calls : undefined;
}

function toolUses(json: string): unknown {
  try {
    return (JSON.parse(json) as { tool_uses?: unknown } | null)?.tool_uses;
  } catch {
    return undefined;
  }
}

function readUse(use: unknown, declared: ReadonlySet<string>): ExpandedCall | undefined {
  if (typeof use !== 'object' || use === null) return undefined;
  const { recipient_name: recipient, parameters } = use as { recipient_name?: unknown; parameters?: unknown };
  if (typeof recipient !== 'string' || typeof parameters !== 'object' || parameters === null) return undefined;
  const name = recipient.replace(/^functions\./, '');
  return declared.has(name) ? { name, arguments: JSON.stringify(parameters) } : undefined;
}
