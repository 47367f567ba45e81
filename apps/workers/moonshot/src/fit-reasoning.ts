import type { ChatMessage } from '@belugapi/dialect-openai';
import type { ModelRow } from '@belugapi/model-catalog';

/**
 * Earlier reasoning goes back to a model that thinks. Moonshot's own models, which have a switch for it, refuse a turn with
 * tool calls that has none ("thinking is enabled but reasoning_content is missing"), and take an empty one (HKUDS/nanobot#2598).
 */
export function fitReasoning(
  messages: readonly ChatMessage[],
  { thinking }: Readonly<Record<string, unknown>>,
  row: ModelRow | undefined,
): ChatMessage[] {
  const switched = typeof thinking === 'object' && thinking !== null;
  const thinks = switched ? (thinking as { type?: unknown }).type !== 'disabled' : row?.reasoning.mode !== 'never';
  return messages.map(({ reasoning_content: given, ...message }) => {
    const lost = switched && message['tool_calls'] !== undefined ? '' : undefined;
    const reasoning = thinks ? (given ?? lost) : undefined;
    return reasoning === undefined ? message : { ...message, reasoning_content: reasoning };
  });
}
