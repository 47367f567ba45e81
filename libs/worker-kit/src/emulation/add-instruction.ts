import { type CompletionRequest, Message, Role } from '@belugapi/contracts';
import type { ModelRow } from '@belugapi/model-catalog';

const systemRoles: ReadonlySet<Role> = new Set([Role.SYSTEM, Role.DEVELOPER]);

/**
 * The request with one more instruction to the model: at the end of its first system message, or in a new one at the head.
 * A model without a system role hears it from the last user message.
 */
export function addInstruction(
  request: CompletionRequest,
  row: ModelRow | undefined,
  instruction: string,
): CompletionRequest {
  const { messages } = request;
  const asUser = row?.systemRole === 'none' || row?.systemRole === 'first-user';
  const at = asUser
    ? messages.findLastIndex(({ role }) => role === Role.USER)
    : messages.findIndex(({ role }) => systemRoles.has(role));
  const message = messages[at];
  if (message) return { ...request, messages: messages.with(at, withText(message, instruction)) };
  const added = withText(Message.create({ role: asUser ? Role.USER : Role.SYSTEM }), instruction);
  return { ...request, messages: asUser ? [...messages, added] : [added, ...messages] };
}

// Added to the last text rather than as a part of its own: one text part goes out as a plain string, which every engine takes.
function withText(message: Message, addition: string): Message {
  const at = message.content.findLastIndex(({ part }) => part?.$case === 'text');
  const part = message.content[at]?.part;
  if (part?.$case !== 'text') {
    const added = { part: { $case: 'text' as const, value: { text: addition } } };
    return { ...message, content: [...message.content, added] };
  }
  const text = part.value.text === '' ? addition : `${part.value.text}\n\n${addition}`;
  return { ...message, content: message.content.with(at, { part: { $case: 'text', value: { text } } }) };
}
