import type { ChatMessage } from '@belugapi/dialect-openai';

/**
 * Earlier reasoning as the model wants it: while it thinks, with every turn that called a tool, lost or not ("The
 * reasoning_content in the thinking mode must be passed back", anomalyco/opencode#24722; an empty string is taken); otherwise
 * nowhere (R1 refuses it).
 */
export function fitReasoning(messages: readonly ChatMessage[], thinks: boolean): ChatMessage[] {
  return messages.map(({ reasoning_content: reasoning, ...message }) =>
    thinks && message['tool_calls'] !== undefined ? { ...message, reasoning_content: reasoning ?? '' } : message,
  );
}
