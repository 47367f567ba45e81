import {
  type ContentPart,
  FailureCode,
  type Message,
  type ReasoningState,
  Role,
  type ToolCall,
} from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { reasoningItemKind } from './reasoning-text.js';

/** One item of a Responses request's `input`. */
export type InputItem = Record<string, unknown>;

/**
 * Our messages as the input of a Responses request (platform.openai.com/docs/guides/migrate-to-responses). System texts stay
 * items of their own, where they stand, instead of `instructions`: those are one text before all others, and `json_object`
 * does not look for the word JSON in them.
 * @throws {CompletionFailure} UNSUPPORTED_PARAMETER for an audio part, which these models do not take.
 */
export function toInputItems(messages: readonly Message[], systemRole: 'system' | 'developer'): InputItem[] {
  const calls = messages.flatMap(({ toolCalls }) => toolCalls);
  const custom = new Set(calls.filter(({ call }) => call?.$case === 'custom').map(({ id }) => id));
  return messages.flatMap((message, index) => {
    const at = `messages[${index}]`;
    switch (message.role) {
      case Role.SYSTEM:
        return [{ role: systemRole, content: toInputParts(message, at) }];
      case Role.DEVELOPER:
        return [{ role: 'developer', content: toInputParts(message, at) }];
      case Role.ASSISTANT:
        return toOutputItems(message);
      case Role.TOOL: {
        const type = custom.has(message.toolCallId ?? '') ? 'custom_tool_call_output' : 'function_call_output';
        return [{ type, call_id: message.toolCallId, output: toOutput(message, at) }];
      }
      case Role.USER:
      case Role.UNSPECIFIED:
        return [{ role: 'user', content: toInputParts(message, at) }];
    }
  });
}

function toInputParts({ content }: Message, at: string): Record<string, unknown>[] {
  return content.map(({ part }, index) => {
    switch (part?.$case) {
      case 'image':
        return { type: 'input_image', image_url: part.value.url, detail: part.value.detail ?? 'auto' };
      case 'file': {
        const { fileId, fileData, filename } = part.value;
        return { type: 'input_file', file_id: fileId, file_data: fileData, filename };
      }
      case 'audio':
        throw CompletionFailure.of(FailureCode.UNSUPPORTED_PARAMETER, 'This model does not take audio parts.', {
          param: `${at}.content[${index}]`,
        });
      case 'refusal':
        return { type: 'input_text', text: part.value.refusal };
      case 'text':
        return { type: 'input_text', text: part.value.text };
      case undefined:
        return { type: 'input_text', text: '' };
    }
  });
}

// Several texts are one output, as on Chat Completions; what is no text needs the list.
function toOutput(message: Message, at: string): unknown {
  const texts = message.content.map(({ part }) => (part?.$case === 'text' ? part.value.text : undefined));
  return texts.every((text) => text !== undefined) ? texts.join('') : toInputParts(message, at);
}

/** An earlier answer: its reasoning, its text, its calls, in the order in which the model made them. */
function toOutputItems({ content, refusal, toolCalls, reasoningState }: Message): InputItem[] {
  const kept = reasoningState.filter(({ provider, kind }) => provider === 'openai' && kind === reasoningItemKind);
  const before = (callId: string) => kept.filter(({ toolCallId }) => toolCallId === callId);
  const callIds = new Set(toolCalls.map(({ id }) => id));
  const first = kept.filter(({ toolCallId }) => toolCallId === undefined || !callIds.has(toolCallId));
  const parts = content.map(toOutputPart).filter((part) => part !== undefined);
  if (refusal) parts.push({ type: 'refusal', refusal });
  return [
    ...first.flatMap(toReasoningItem),
    ...(parts.length > 0 ? [{ role: 'assistant', content: parts }] : []),
    ...toolCalls.flatMap((call) => [...before(call.id).flatMap(toReasoningItem), toCallItem(call)]),
  ];
}

function toOutputPart({ part }: ContentPart): Record<string, unknown> | undefined {
  if (part?.$case === 'refusal') return { type: 'refusal', refusal: part.value.refusal };
  return part?.$case === 'text' && part.value.text !== '' ? { type: 'output_text', text: part.value.text } : undefined;
}

function toCallItem({ id, call }: ToolCall): InputItem {
  return call?.$case === 'custom'
    ? { type: 'custom_tool_call', call_id: id, name: call.value.name, input: call.value.input }
    : { type: 'function_call', call_id: id, name: call?.value.name ?? '', arguments: call?.value.arguments ?? '' };
}

function toReasoningItem({ data }: ReasoningState): InputItem[] {
  try {
    return [JSON.parse(data.toString()) as InputItem];
  } catch {
    return [];
  }
}
