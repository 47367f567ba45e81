import { createHash } from 'node:crypto';
import { Message, Role } from '@belugapi/contracts';

/**
 * A digest of what the caller asked last before the message at `end`. A turn of a tool loop belongs to it: the same call in
 * another conversation, which some vendors also give the same id, is another turn.
 */
export function questionDigest(messages: readonly Message[], end = messages.length): string {
  const question = messages.slice(0, end).findLast(({ role }) => role === Role.USER);
  const content = Message.create({ role: Role.USER, content: question?.content ?? [] });
  return createHash('sha256').update(Message.encode(content).finish()).digest('hex');
}
