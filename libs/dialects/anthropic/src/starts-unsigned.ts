import type { ConversationMessage } from './to-messages.js';

/**
 * Whether the conversation ends in results of tools whose turn did not begin with thinking: with a thinking budget the
 * vendor refuses to go on with it (karthink/gptel#743). Only the turn's first message counts, since the later calls of a
 * turn come without thinking of their own.
 */
export function startsUnsigned(messages: readonly ConversationMessage[]): boolean {
  let first: ConversationMessage | undefined;
  for (let at = messages.length - 1; at > 0 && answersCalls(messages[at]); at -= 2) first = messages[at - 1];
  return first !== undefined && !/thinking$/.test(first.content[0]?.type ?? '');
}

function answersCalls(message: ConversationMessage | undefined): boolean {
  return message?.role === 'user' && message.content.some(({ type }) => type === 'tool_result');
}
