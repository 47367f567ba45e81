import type { ConversationMessage } from './to-messages.js';

/**
 * Tools for a request that has none but whose conversation called some: the vendor refuses calls without definitions
 * (anthropics/anthropic-sdk-python#494). They say no more than their names, and cannot be called.
 */
export function toToolsOfHistory(messages: readonly ConversationMessage[]): Readonly<Record<string, unknown>> {
  const calls = messages.flatMap(({ content }) => content.filter(({ type }) => type === 'tool_use'));
  if (calls.length === 0) return {};
  const names = new Set(calls.map((call) => call['name']));
  const tools = Array.from(names, (name) => ({ name, input_schema: { type: 'object', properties: {} } }));
  return { tools, tool_choice: { type: 'none' } };
}
