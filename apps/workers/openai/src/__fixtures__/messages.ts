import { type ContentPart, Message, Role, type ToolCall } from '@belugapi/contracts';

const message = (role: Role, content: readonly ContentPart[], more: Partial<Message> = {}): Message =>
  Message.create({ role, content: [...content], ...more });

export const text = (value: string): ContentPart => ({ part: { $case: 'text', value: { text: value } } });
export const image = (url: string, detail?: string): ContentPart => ({
  part: { $case: 'image', value: { url, detail } },
});
export const audio = (data: string, format = 'wav'): ContentPart => ({
  part: { $case: 'audio', value: { data, format } },
});

export const user = (...content: ContentPart[]): Message => message(Role.USER, content);
export const system = (value: string): Message => message(Role.SYSTEM, [text(value)]);
export const developer = (value: string): Message => message(Role.DEVELOPER, [text(value)]);
export const assistant = (content: readonly ContentPart[], more?: Partial<Message>): Message =>
  message(Role.ASSISTANT, content, more);
export const toolResult = (toolCallId: string, ...content: ContentPart[]): Message =>
  message(Role.TOOL, content, { toolCallId });

export const functionCall = (id: string, name: string, json: string): ToolCall => ({
  id,
  call: { $case: 'function', value: { name, arguments: json } },
});
export const customCall = (id: string, name: string, input: string): ToolCall => ({
  id,
  call: { $case: 'custom', value: { name, input } },
});
