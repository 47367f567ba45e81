import { type JsonObject, objectsIn } from '../wires/json-values.js';

/** How the tool calls and results of a chat history do not match, by the ids of the calls. */
export interface UnmatchedCalls {
  /** Calls whose results do not follow at once. */
  readonly unanswered: readonly string[];
  /** Results of calls that the turn before them did not make. */
  readonly orphans: readonly string[];
}

/** Looks for calls without results and results without calls in a Chat Completions request. */
export function unmatchedToolCalls(body: JsonObject): UnmatchedCalls {
  const unanswered: string[] = [];
  const orphans: string[] = [];
  let open: string[] = [];
  for (const { role, tool_calls, tool_call_id } of objectsIn(body['messages'])) {
    if (role === 'tool') {
      if (!open.includes(String(tool_call_id))) orphans.push(String(tool_call_id));
      open = open.filter((id) => id !== tool_call_id);
      continue;
    }
    unanswered.push(...open);
    open = objectsIn(tool_calls).map(({ id }) => String(id));
  }
  return { unanswered: [...unanswered, ...open], orphans };
}
