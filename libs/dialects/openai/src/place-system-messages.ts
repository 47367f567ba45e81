import { type ContentPart, FailureCode, type Message, Role } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { ModelRow } from '@belugapi/model-catalog';

/** How a model takes what the system says: a column of the catalogue. */
export type SystemRole = ModelRow['systemRole'];

/**
 * Messages with those of system and developer where a model takes them: as they came (`developer`), all under the role
 * system (`system`), joined into one at the head (`single-system`) or before the first user message's own text (`first-user`).
 * @throws {CompletionFailure} UNSUPPORTED_PARAMETER for the first of them where the model takes none.
 */
export function placeSystemMessages(messages: readonly Message[], systemRole: SystemRole): readonly Message[] {
  switch (systemRole) {
    case 'developer':
      return messages;
    case 'system':
    case 'field':
      return messages.map((message) => (message.role === Role.DEVELOPER ? { ...message, role: Role.SYSTEM } : message));
    case 'single-system':
      return asOneAtTheHead(messages);
    case 'first-user':
      return beforeTheFirstUser(messages);
    case 'none':
      return refused(messages);
  }
}

function asOneAtTheHead(messages: readonly Message[]): readonly Message[] {
  const system = joined(messages);
  return system === '' ? others(messages) : [textMessage(Role.SYSTEM, system), ...others(messages)];
}

function beforeTheFirstUser(messages: readonly Message[]): readonly Message[] {
  const system = joined(messages);
  const rest = others(messages);
  if (system === '') return rest;
  const user = rest.find(({ role }) => role === Role.USER);
  if (!user) return [textMessage(Role.USER, system), ...rest];
  return rest.map((message) =>
    message === user ? { ...message, content: prefixed(message.content, system) } : message,
  );
}

function prefixed([first, ...rest]: readonly ContentPart[], system: string): ContentPart[] {
  if (first?.part?.$case === 'text') return [textPart(`${system}\n\n${first.part.value.text}`), ...rest];
  return first ? [textPart(system), first, ...rest] : [textPart(system)];
}

function refused(messages: readonly Message[]): readonly Message[] {
  const index = messages.findIndex(isSystem);
  if (index < 0) return messages;
  const role = messages[index]?.role === Role.DEVELOPER ? 'developer' : 'system';
  throw CompletionFailure.of(
    FailureCode.UNSUPPORTED_PARAMETER,
    `Unsupported value: this model takes no messages of the role '${role}'.`,
    { param: `messages[${index}].role` },
  );
}

function joined(messages: readonly Message[]): string {
  const texts = messages.filter(isSystem).map(({ content }) => content.map(textOf).filter(Boolean).join('\n'));
  return texts.filter(Boolean).join('\n\n');
}

function others(messages: readonly Message[]): readonly Message[] {
  return messages.filter((message) => !isSystem(message));
}

function isSystem({ role }: Message): boolean {
  return role === Role.SYSTEM || role === Role.DEVELOPER;
}

function textOf({ part }: ContentPart): string {
  return part?.$case === 'text' ? part.value.text : '';
}

function textMessage(role: Role, text: string): Message {
  return { role, content: [textPart(text)], toolCalls: [], reasoningState: [] };
}

function textPart(text: string): ContentPart {
  return { part: { $case: 'text', value: { text } } };
}
