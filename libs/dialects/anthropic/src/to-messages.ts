import { type ContentPart, type Message, Role, type ToolCall } from '@belugapi/contracts';
import { type ThinkingBlock, thinkingBlocksOf } from './thinking-state.js';
import { type ContentBlock, toContentBlock, toTextBlock } from './to-content-block.js';

export interface ConversationMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentBlock[];
}

export interface ConversationOptions {
  /** Whose thinking goes back; undefined: none, since the vendor refuses it in a request that does not think. */
  readonly thinkingOf?: string | undefined;
  /** The vendor goes on with a last assistant message, as with the beginning of its answer. */
  readonly takesPrefill: boolean;
}

/** What stands where the vendor insists on a user's message and the caller has none. */
const go = { role: 'user', content: [{ type: 'text', text: 'Continue.' }] } as const satisfies ConversationMessage;

/** All system and developer messages, in their order, as the blocks of the top-level `system`. */
export function toSystem(messages: readonly Message[]): ContentBlock[] {
  return messages
    .filter(isInstruction)
    .flatMap(({ content }) =>
      content.map(({ part }) => (part?.$case === 'text' ? toTextBlock(part.value.text) : undefined)),
    )
    .filter((block) => block !== undefined);
}

/**
 * The conversation as the vendor takes it: user and assistant in turn, beginning with the user; neighbours of one role are
 * one message, and results of tools stand first in it.
 * @throws {CompletionFailure} naming the part that has no counterpart.
 */
export function toMessages(messages: readonly Message[], options: ConversationOptions): ConversationMessage[] {
  const merged: { role: 'user' | 'assistant'; content: ContentBlock[] }[] = [];
  messages.forEach((message, index) => {
    if (isInstruction(message)) return;
    const role = message.role === Role.ASSISTANT ? 'assistant' : 'user';
    const blocks = toBlocks(message, `messages[${index}]`, options.thinkingOf);
    const last = merged.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) merged.push({ role, content: blocks });
  });
  const conversation: ConversationMessage[] = merged.map(({ role, content }) => ({
    role,
    content: resultsFirst(content),
  }));
  if (conversation[0]?.role !== 'user') conversation.unshift(go);
  const last = conversation.at(-1);
  if (last?.role !== 'assistant') return conversation;
  return options.takesPrefill ? conversation.with(-1, trimmed(last)) : [...conversation, go];
}

function isInstruction({ role }: Message): boolean {
  return role === Role.SYSTEM || role === Role.DEVELOPER;
}

function toBlocks(message: Message, param: string, thinkingOf: string | undefined): ContentBlock[] {
  const { role, content, toolCalls, refusal } = message;
  if (role === Role.TOOL) return [toToolResult(message, param)];
  const parts = toPartBlocks(content, param);
  if (role !== Role.ASSISTANT) return parts;
  const thinking: readonly ThinkingBlock[] = thinkingOf ? thinkingBlocksOf(thinkingOf, message.reasoningState) : [];
  const refused = refusal === undefined ? undefined : toTextBlock(refusal);
  return [...thinking, ...parts, ...(refused ? [refused] : []), ...toolCalls.map(toToolUse)];
}

function toPartBlocks(content: readonly ContentPart[], param: string): ContentBlock[] {
  return content
    .map((part, index) => toContentBlock(part, `${param}.content[${index}]`))
    .filter((block) => block !== undefined);
}

function toToolResult({ toolCallId, content }: Message, param: string): ContentBlock {
  const [first] = content;
  const blocks = toPartBlocks(content, param);
  const result =
    content.length === 1 && first?.part?.$case === 'text'
      ? first.part.value.text
      : blocks.length > 0
        ? blocks
        : undefined;
  return { type: 'tool_result', tool_use_id: toCallId(toolCallId ?? ''), content: result };
}

function toToolUse({ id, call }: ToolCall): ContentBlock {
  const name = call?.value.name ?? '';
  const input = call?.$case === 'custom' ? { input: call.value.input } : toInput(call?.value.arguments ?? '');
  return { type: 'tool_use', id: toCallId(id), name, input };
}

/** Arguments as the object that the vendor insists on; an empty one where they are none. */
function toInput(json: string): object {
  try {
    const input = JSON.parse(json) as unknown;
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {};
  } catch {
    return {};
  }
}

// Ids that other vendors gave hold colons and dots, which this one refuses; both ends of a call change alike.
function toCallId(id: string): string {
  return id.replaceAll(/[^\w-]/g, '_') || '_';
}

// The vendor looks for the results of a step at the head of the message that follows it.
function resultsFirst(content: readonly ContentBlock[]): readonly ContentBlock[] {
  const isResult = ({ type }: ContentBlock) => type === 'tool_result';
  return content.some(isResult)
    ? [...content.filter(isResult), ...content.filter((block) => !isResult(block))]
    : content;
}

// White space at the end of a prefilled answer is refused.
function trimmed({ role, content }: ConversationMessage): ConversationMessage {
  const last = content.at(-1);
  const text = last?.['text'];
  if (!last || typeof text !== 'string') return { role, content };
  return { role, content: content.with(-1, { ...last, text: text.trimEnd() }) };
}
