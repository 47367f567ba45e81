import { type ContentPart, type Message, Role, type ToolCall } from '@belugapi/contracts';
import type { WireFeature } from './wire-feature.js';

export type ChatMessage = Record<string, unknown>;

export interface ChatMessageOptions {
  readonly lacks?: ReadonlySet<WireFeature>;
  /** Earlier answers keep their `reasoning_content`. Default: left out, as OpenAI knows none. */
  readonly historyReasoning?: boolean;
}

const roles: Readonly<Record<Role, string>> = {
  [Role.UNSPECIFIED]: 'user',
  [Role.SYSTEM]: 'system',
  [Role.DEVELOPER]: 'developer',
  [Role.USER]: 'user',
  [Role.ASSISTANT]: 'assistant',
  [Role.TOOL]: 'tool',
};

/** Our messages on OpenAI's wire. One text part goes as a plain string, which every engine of this dialect takes. */
export function toChatMessages(messages: readonly Message[], options: ChatMessageOptions = {}): ChatMessage[] {
  const { lacks, historyReasoning = false } = options;
  return messages.map((message) => ({
    role: roles[message.role] ?? 'user',
    content: toContent(message, lacks),
    ...(message.name === undefined || lacks?.has('names') ? {} : { name: message.name }),
    ...(historyReasoning && message.reasoningContent !== undefined
      ? { reasoning_content: message.reasoningContent }
      : {}),
    ...(message.toolCalls.length === 0 ? {} : { tool_calls: message.toolCalls.map(toToolCall) }),
    ...(message.toolCallId === undefined ? {} : { tool_call_id: message.toolCallId }),
    ...(lacks?.has('refusals') ? {} : answerFields(message)),
  }));
}

function answerFields({ refusal, audioId }: Message): ChatMessage {
  return {
    ...(refusal === undefined ? {} : { refusal }),
    ...(audioId === undefined ? {} : { audio: { id: audioId } }),
  };
}

function toContent(message: Message, lacks: ReadonlySet<WireFeature> | undefined): unknown {
  const content = lacks?.has('refusals') ? withRefusalSaid(message) : message.content;
  const [first] = content;
  if (!first) return lacks?.has('nullContent') ? '' : null;
  if (content.length === 1 && first.part?.$case === 'text') return first.part.value.text;
  if (lacks?.has('textParts') && content.every(isText)) return content.map(textOf).join('\n');
  return content.map(toChatPart);
}

function withRefusalSaid({ content, refusal }: Message): readonly ContentPart[] {
  const said = content.map((each) => (each.part?.$case === 'refusal' ? textPart(each.part.value.refusal) : each));
  return refusal && said.length === 0 ? [textPart(refusal)] : said;
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

function isText({ part }: ContentPart): boolean {
  return part === undefined || part.$case === 'text';
}

function textOf({ part }: ContentPart): string {
  return part?.$case === 'text' ? part.value.text : '';
}

function textPart(text: string): ContentPart {
  return { part: { $case: 'text', value: { text } } };
}
