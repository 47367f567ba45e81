import { createHash } from 'node:crypto';
import type { ResponseFormat } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { cleanSchema } from './clean-schema.js';
import { isAdaptive, planThinking, type ThinkingMode, thinkingModeOf } from './thinking-plan.js';
import { startsUnsigned } from './starts-unsigned.js';
import { type ContentBlock, toTextBlock } from './to-content-block.js';
import { type ConversationMessage, toMessages, toSystem } from './to-messages.js';
import { toToolsOfHistory } from './to-tools-of-history.js';
import { toToolChoice, toTools } from './to-tools.js';

/** A Messages body, field by field; undefined fields are left out of the JSON. */
export type MessagesRequest = Readonly<Record<string, unknown>> & {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly ConversationMessage[];
};

/**
 * Our request on the Messages wire (platform.claude.com/docs/en/api/messages), always as a stream. `provider` is whose
 * thinking goes back to it.
 * @throws {CompletionFailure} naming the part or tool that has no counterpart.
 */
export function toMessagesRequest(task: CompletionTask, provider: string): MessagesRequest {
  const { request, route, row } = task;
  const { mode, messages } = converse(task, provider);
  const { maxTokens, effort, extraBody } = planThinking(task, mode);
  const thinks = mode === 'adaptive' || mode === 'budget';
  const tools = toTools(request, row?.parameters.json_schema === 'native');
  return {
    ...extraBody,
    model: route.upstreamModel,
    max_tokens: maxTokens,
    stream: true,
    system: whenAny([...toSystem(request.messages), ...toJsonInstruction(request.responseFormat)]),
    messages,
    // Refused while it thinks.
    temperature:
      thinks || request.temperature === undefined ? undefined : Math.min(Math.max(request.temperature, 0), 1),
    top_p: thinks ? undefined : request.topP,
    // Those of white space alone are refused.
    stop_sequences: whenAny(request.stop),
    ...(tools.length > 0 ? { tools, tool_choice: toToolChoice(request) } : toToolsOfHistory(messages)),
    output_config: whenFilled({
      ...(extraBody['output_config'] as object | undefined),
      ...(effort && { effort }),
      ...toFormat(request.responseFormat),
    }),
    // Opaque, as the vendor asks: callers put addresses there.
    metadata:
      request.user === undefined ? undefined : { user_id: createHash('sha256').update(request.user).digest('hex') },
  };
}

function converse(
  task: CompletionTask,
  provider: string,
): { readonly mode: ThinkingMode; readonly messages: readonly ConversationMessage[] } {
  const { messages, responseFormat } = task.request;
  const asked = thinkingModeOf(task);
  const read = (mode: ThinkingMode) =>
    toMessages(messages, {
      thinkingOf: mode === 'off' ? undefined : provider,
      takesPrefill: mode === 'off' && !isAdaptive(task.row) && responseFormat?.format?.$case !== 'jsonSchema',
    });
  const conversation = read(asked);
  // A turn that began without thinking must end without it: the caller, and our memory, have lost the blocks.
  if (asked === 'budget' && startsUnsigned(conversation)) return { mode: 'off', messages: read('off') };
  return { mode: asked, messages: conversation };
}

function toFormat(responseFormat: ResponseFormat | undefined): object {
  const format = responseFormat?.format;
  if (format?.$case !== 'jsonSchema' || format.value.schemaJson === undefined) return {};
  const schema = JSON.parse(format.value.schemaJson) as Readonly<Record<string, unknown>>;
  return { format: { type: 'json_schema', schema: cleanSchema(schema) } };
}

// The vendor has no JSON mode without a schema.
function toJsonInstruction(responseFormat: ResponseFormat | undefined): (ContentBlock | undefined)[] {
  const format = responseFormat?.format;
  const wanted = format?.$case === 'jsonObject' || (format?.$case === 'jsonSchema' && !format.value.schemaJson);
  return wanted ? [toTextBlock('Answer with one JSON object only.')] : [];
}

function whenAny<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length > 0 ? items : undefined;
}

function whenFilled<Fields extends object>(fields: Fields): Fields | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
