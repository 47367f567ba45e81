import {
  type CompletionRequest,
  type ContentPart,
  type Message,
  type ReasoningState,
  type ResponseFormat,
  Role,
  type Tool,
  type ToolCall,
  type ToolChoice,
  ToolChoiceMode,
} from '@belugapi/contracts';
import type { ChatCompletionBody } from './chat-completion-schema.js';
import type { MessageBody } from './message-schema.js';
import type { ReasoningDetailBody } from './reasoning-details-schema.js';
import type { ResponseFormatBody, ToolBody, ToolChoiceBody } from './tool-schema.js';

/** The validated body as the message that every other part of the system works on. */
export function toCompletionRequest(body: ChatCompletionBody): CompletionRequest {
  return {
    model: body.model,
    messages: body.messages.map(toMessage),
    stream: body.stream ?? false,
    maxOutputTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
    frequencyPenalty: body.frequency_penalty ?? undefined,
    presencePenalty: body.presence_penalty ?? undefined,
    seed: body.seed ?? undefined,
    stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? []),
    tools: body.tools?.map(toTool) ?? [],
    toolChoice: body.tool_choice ? toToolChoice(body.tool_choice) : undefined,
    parallelToolCalls: body.parallel_tool_calls ?? undefined,
    responseFormat: body.response_format ? toResponseFormat(body.response_format) : undefined,
    reasoningEffort: body.reasoning_effort ?? undefined,
    choiceCount: body.n ?? undefined,
    logprobs: body.logprobs ?? undefined,
    topLogprobs: body.top_logprobs ?? undefined,
    logitBias: body.logit_bias ?? {},
    metadata: body.metadata ?? {},
    user: body.user ?? undefined,
    safetyIdentifier: body.safety_identifier ?? undefined,
    promptCacheKey: body.prompt_cache_key ?? undefined,
    promptCacheRetention: body.prompt_cache_retention ?? undefined,
    serviceTier: body.service_tier ?? undefined,
    store: body.store ?? undefined,
    verbosity: body.verbosity ?? undefined,
    modalities: body.modalities ?? [],
    audio: body.audio ?? undefined,
    prediction: body.prediction ? toParts(body.prediction.content) : [],
    webSearchOptions: body.web_search_options
      ? {
          searchContextSize: body.web_search_options.search_context_size ?? undefined,
          userLocationJson: carry(body.web_search_options.user_location),
        }
      : undefined,
  };
}

const roles = {
  system: Role.SYSTEM,
  developer: Role.DEVELOPER,
  user: Role.USER,
  assistant: Role.ASSISTANT,
  tool: Role.TOOL,
} as const;

function toMessage(body: MessageBody): Message {
  const message: Message = {
    role: roles[body.role],
    content: toParts(body.content),
    name: body.name ?? undefined,
    toolCalls: [],
    reasoningState: [],
  };
  if (body.role === 'tool') message.toolCallId = body.tool_call_id;
  if (body.role === 'assistant') {
    message.toolCalls = body.tool_calls?.map(toToolCall) ?? [];
    message.reasoningContent = body.reasoning_content ?? undefined;
    message.reasoningState = body.reasoning_details?.map(toReasoningState) ?? [];
    message.refusal = body.refusal ?? undefined;
    message.audioId = body.audio?.id;
  }
  return message;
}

function toReasoningState(body: ReasoningDetailBody): ReasoningState {
  const { provider, kind, tool_call_id: toolCallId, data } = body;
  return { provider, kind, toolCallId: toolCallId ?? undefined, data: Buffer.from(data, 'base64') };
}

type PartBody = Exclude<MessageBody['content'], string | null | undefined>[number];

function toParts(content: string | readonly PartBody[] | null | undefined): ContentPart[] {
  if (content === null || content === undefined) return [];
  if (typeof content === 'string') return [{ part: { $case: 'text', value: { text: content } } }];
  return content.map(toPart);
}

function toPart(part: PartBody): ContentPart {
  switch (part.type) {
    case 'text':
      return { part: { $case: 'text', value: { text: part.text } } };
    case 'refusal':
      return { part: { $case: 'refusal', value: { refusal: part.refusal } } };
    case 'image_url':
      return {
        part: { $case: 'image', value: { url: part.image_url.url, detail: part.image_url.detail ?? undefined } },
      };
    case 'input_audio':
      return { part: { $case: 'audio', value: part.input_audio } };
    case 'file': {
      const { file_id: fileId, file_data: fileData, filename } = part.file;
      const value = { fileId: fileId ?? undefined, fileData: fileData ?? undefined, filename: filename ?? undefined };
      return { part: { $case: 'file', value } };
    }
  }
}

type ToolCallBody = NonNullable<Extract<MessageBody, { role: 'assistant' }>['tool_calls']>[number];

function toToolCall(body: ToolCallBody): ToolCall {
  return body.type === 'function'
    ? {
        id: body.id,
        call: { $case: 'function', value: { name: body.function.name, arguments: body.function.arguments } },
      }
    : { id: body.id, call: { $case: 'custom', value: body.custom } };
}

function toTool(body: ToolBody): Tool {
  if (body.type === 'custom') {
    const { name, description, format } = body.custom;
    const value = { name, description: description ?? undefined, formatJson: carry(format) };
    return { tool: { $case: 'custom', value } };
  }
  const { name, description, parameters, strict } = body.function;
  const value = {
    name,
    description: description ?? undefined,
    parametersJson: carry(parameters),
    strict: strict ?? undefined,
  };
  return { tool: { $case: 'function', value } };
}

const modes = { auto: ToolChoiceMode.AUTO, none: ToolChoiceMode.NONE, required: ToolChoiceMode.REQUIRED } as const;

function toToolChoice(body: ToolChoiceBody): ToolChoice {
  if (typeof body === 'string') return { choice: { $case: 'mode', value: modes[body] } };
  switch (body.type) {
    case 'function':
      return { choice: { $case: 'function', value: body.function.name } };
    case 'custom':
      return { choice: { $case: 'custom', value: body.custom.name } };
    case 'allowed_tools': {
      const { mode, tools } = body.allowed_tools;
      const functions = tools.map((tool) => tool.function.name);
      return { choice: { $case: 'allowed', value: { mode: modes[mode], functions } } };
    }
  }
}

function toResponseFormat(body: ResponseFormatBody): ResponseFormat {
  switch (body.type) {
    case 'text':
      return { format: { $case: 'text', value: {} } };
    case 'json_object':
      return { format: { $case: 'jsonObject', value: {} } };
    case 'json_schema': {
      const { name, description, schema, strict } = body.json_schema;
      const value = {
        name,
        description: description ?? undefined,
        schemaJson: carry(schema),
        strict: strict ?? undefined,
      };
      return { format: { $case: 'jsonSchema', value } };
    }
  }
}

function carry(value: object | null | undefined): string | undefined {
  return value ? JSON.stringify(value) : undefined;
}
