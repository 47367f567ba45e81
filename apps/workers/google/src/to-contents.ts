import { FailureCode, type Message, Role } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { parseObject } from './parse-object.js';
import { toModelParts } from './to-model-parts.js';
import { type Part, toUserParts } from './to-user-parts.js';

/** One turn of a conversation (ai.google.dev/api/caching#Content). */
export interface Content {
  readonly role: 'user' | 'model';
  readonly parts: Part[];
}

/** A conversation as Google wants it: instructions apart, and the two roles by turns. */
export interface Conversation {
  readonly contents: readonly Content[];
  readonly systemInstruction?: { readonly parts: readonly Part[] };
}

// Gemini 3 takes references inside a result for names of attached files, and refuses those it does not find.
const reference = /"\$ref"\s*:\s*"/;

/**
 * Our messages as contents: neighbours of one role are one content, instructions from anywhere become one instruction.
 * @throws {CompletionFailure} naming the message or the part that cannot be sent.
 */
export function toConversation(messages: readonly Message[], needsSignature: boolean): Conversation {
  const conversation = new ConversationBuilder(needsSignature);
  messages.forEach((message, position) => conversation.add(message, `messages[${position}]`));
  return conversation.result();
}

class ConversationBuilder {
  private readonly instructions: string[] = [];
  private readonly contents: Content[] = [];
  // Calls by id, those of the latest step where an id comes twice.
  private readonly calls = new Map<string, { readonly name: string; readonly position: number }>();
  private results: { readonly position: number; readonly part: Part }[] = [];

  constructor(private readonly needsSignature: boolean) {}

  add(message: Message, path: string): void {
    switch (message.role) {
      case Role.SYSTEM:
      case Role.DEVELOPER:
        this.instructions.push(...textsOf(message));
        return;
      case Role.TOOL:
        this.results.push(this.toResult(message, path));
        return;
      case Role.ASSISTANT:
        this.append('model', toModelParts(message, this.needsSignature));
        message.toolCalls.forEach(({ id, call }, position) => {
          this.calls.set(id, { name: call?.value.name ?? '', position });
        });
        return;
      case Role.USER:
      case Role.UNSPECIFIED:
        this.append('user', toUserParts(message, path));
    }
  }

  result(): Conversation {
    this.flushResults();
    const instruction = this.instructions.join('\n\n');
    // Contents must not be empty: a lone instruction is the question.
    if (this.contents.length === 0) return { contents: [{ role: 'user', parts: [{ text: instruction }] }] };
    if (instruction === '') return { contents: this.contents };
    return { contents: this.contents, systemInstruction: { parts: [{ text: instruction }] } };
  }

  private append(role: Content['role'], parts: readonly Part[]): void {
    this.flushResults();
    this.merge(role, parts);
  }

  /** The results of one step, in the order of its calls. */
  private flushResults(): void {
    const inOrder = this.results.toSorted((a, b) => a.position - b.position).map(({ part }) => part);
    this.results = [];
    this.merge('user', inOrder);
  }

  private merge(role: Content['role'], parts: readonly Part[]): void {
    if (parts.length === 0) return;
    const last = this.contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else this.contents.push({ role, parts: [...parts] });
  }

  private toResult(message: Message, path: string): { position: number; part: Part } {
    const id = message.toolCallId ?? '';
    const call = this.calls.get(id);
    // Results go by the function's name, and OpenAI's have only the id of the call.
    const name = call?.name ?? message.name;
    if (name === undefined) {
      const complaint = `Invalid value: '${path}.tool_call_id' is the id of no tool call in an earlier message.`;
      throw CompletionFailure.of(FailureCode.INVALID_VALUE, complaint, { param: `${path}.tool_call_id` });
    }
    const text = textsOf(message).join('');
    const response = (reference.test(text) ? undefined : parseObject(text)) ?? { result: text };
    return { position: call?.position ?? 0, part: { functionResponse: { id, name, response } } };
  }
}

function textsOf({ content }: Message): string[] {
  return content.flatMap(({ part }) => (part?.$case === 'text' && part.value.text !== '' ? [part.value.text] : []));
}
