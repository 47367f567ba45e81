import { type ContentPart, type Message, Role, type ToolCall } from '@belugapi/contracts';

export type ChatMessage = Record<string, unknown>;

const roles: Readonly<Record<Role, string>> = {
  [Role.UNSPECIFIED]: 'user',
  [Role.SYSTEM]: 'system',
  [Role.DEVELOPER]: 'developer',
  [Role.USER]: 'user',
  [Role.ASSISTANT]: 'assistant',
  [Role.TOOL]: 'tool',
};

/** Our messages on OpenAI's wire. One text part goes as a plain string, which every engine of this dialect takes. */
export function toChatMessages(messages: readonly Message[]): ChatMessage[] {
  return messages.map((message) => ({
    role: roles[message.role] ?? 'user',
    content: toContent(message),
    ...(message.name === undefined ? {} : { name: message.name }),
    ...(message.toolCalls.length === 0 ? {} : { tool_calls: message.toolCalls.map(toToolCall) }),
    ...(message.toolCallId === undefined ? {} : { tool_call_id: message.toolCallId }),
    ...(message.refusal === undefined ? {} : { refusal: message.refusal }),
    ...(message.audioId === undefined ? {} : { audio: { id: message.audioId } }),
  }));
}

function toContent({ content }: Message): unknown {
  const [first] = content;
  if (!first) return null;
  if (content.length === 1 && first.part?.$case === 'text') return first.part.value.text;
  return content.map(toChatPart);
}

/** One content part on OpenAI's wire. */
export function toChatPart({ part }: ContentPart): Record<string, unknown> {
  switch (part?.$case) {
    case 'image': {
      const { url, detail } = part.value;
      return { type: 'image_url', image_url: detail === undefined ? { url } : { url, detail } };
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.value.data, format: part.value.format } };
    case 'file': {
      const { fileId, fileData, filename } = part.value;
      return { type: 'file', file: { file_id: fileId, file_data: fileData, filename } };
    }
    case 'refusal':
      return { type: 'refusal', refusal: part.value.refusal };
    case 'text':
      return { type: 'text', text: part.value.text };
    case undefined:
      return { type: 'text', text: '' };
  }
}

function toToolCall({ id, call }: ToolCall): Record<string, unknown> {
  if (call?.$case === 'custom')
    return { id, type: 'custom', custom: { name: call.value.name, input: call.value.input } };
  return { id, type: 'function', function: { name: call?.value.name ?? '', arguments: call?.value.arguments ?? '' } };
}
