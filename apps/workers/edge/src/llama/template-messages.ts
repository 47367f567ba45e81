import { type ContentPart, FailureCode, type Message, Role } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';

/** A message as Hugging Face chat templates expect it. */
export interface TemplateMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly name?: string;
  readonly reasoning_content?: string;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly TemplateToolCall[];
}

interface TemplateToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: unknown };
}

// Templates know no developer role.
const roles: Readonly<Partial<Record<Role, TemplateMessage['role']>>> = {
  [Role.SYSTEM]: 'system',
  [Role.DEVELOPER]: 'system',
  [Role.USER]: 'user',
  [Role.ASSISTANT]: 'assistant',
  [Role.TOOL]: 'tool',
};

/**
 * Joins the text parts of every message and passes each text through `guard`.
 * @throws {CompletionFailure} where a message holds what a text model cannot read.
 */
export function toTemplateMessages(
  messages: readonly Message[],
  guard: (text: string) => string,
): readonly TemplateMessage[] {
  return messages.map((message, index): TemplateMessage => {
    const role = roles[message.role];
    if (role === undefined)
      throw CompletionFailure.of(FailureCode.INVALID_VALUE, 'The message has no role.', {
        param: `messages[${index}].role`,
      });
    const content = message.content.map((part, position) => textOf(part, `messages[${index}].content[${position}]`));
    return {
      role,
      content: guard(content.join('') || (message.refusal ?? '')),
      ...(message.name !== undefined && { name: guard(message.name) }),
      ...(message.reasoningContent !== undefined && { reasoning_content: guard(message.reasoningContent) }),
      ...(message.toolCallId !== undefined && { tool_call_id: guard(message.toolCallId) }),
      ...(message.toolCalls.length > 0 && { tool_calls: message.toolCalls.map((call) => toolCall(call, guard)) }),
    };
  });
}

function textOf({ part }: ContentPart, path: string): string {
  if (part?.$case === 'text') return part.value.text;
  if (part?.$case === 'refusal') return part.value.refusal;
  throw CompletionFailure.of(
    FailureCode.UNSUPPORTED_PARAMETER,
    `This model reads text only; ${part?.$case ?? 'unknown'} content is not supported.`,
    { param: path },
  );
}

function toolCall({ id, call }: Message['toolCalls'][number], guard: (text: string) => string): TemplateToolCall {
  const name = call?.value.name ?? '';
  const input = call?.$case === 'function' ? call.value.arguments : (call?.value.input ?? '');
  return { id: guard(id), type: 'function', function: { name: guard(name), arguments: parsedArguments(guard(input)) } };
}

// Templates print arguments with `tojson`, so they want the object and not its text.
function parsedArguments(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
