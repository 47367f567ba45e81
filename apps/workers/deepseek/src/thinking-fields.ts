import type { ChatRequest } from '@belugapi/dialect-openai';
import type { CompletionTask } from '@belugapi/provider-spec';

const disabled = { thinking: { type: 'disabled' } };

/**
 * Whether this request lets the model think, and the fields that say so (api-docs.deepseek.com, "Thinking Mode"). Only
 * DeepSeek itself has the switch: a row whose extra body lacks `thinking` is served by a host of the weights, where nothing
 * is switched and reasoning stays out of the history as R1 wants it. A forced call is refused while thinking, so it goes first.
 */
export function thinkingFields(
  body: ChatRequest,
  { row }: CompletionTask,
): { readonly thinks: boolean; readonly fields: Readonly<Record<string, unknown>> } {
  const { thinking, reasoning_effort: effort } = body;
  const atHost = row !== undefined && thinking === undefined;
  if (atHost) return { thinks: false, fields: effort === undefined ? {} : { reasoning_effort: effort } };
  const off = effort === 'none' || (effort === undefined && typeOf(thinking) === 'disabled');
  if (off || isForced(body['tool_choice'])) return { thinks: false, fields: disabled };
  if (effort === undefined) return { thinks: true, fields: thinking === undefined ? {} : { thinking } };
  return { thinks: true, fields: { thinking: { type: 'enabled' }, reasoning_effort: effort } };
}

function typeOf(thinking: unknown): unknown {
  return (thinking as { type?: unknown } | null | undefined)?.type;
}

function isForced(choice: unknown): boolean {
  return choice === 'required' || (typeof choice === 'object' && choice !== null);
}
