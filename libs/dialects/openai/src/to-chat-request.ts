import {
  type CompletionRequest,
  type ResponseFormat,
  type Tool,
  type ToolChoice,
  ToolChoiceMode,
} from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { type ChatMessage, toChatMessages, toChatPart } from './to-chat-messages.js';

/** A Chat Completions body, field by field; undefined fields are left out of the JSON. */
export type ChatRequest = Record<string, unknown> & { model: string; messages: ChatMessage[] };

/**
 * Our request on OpenAI's wire (platform.openai.com/docs/api-reference/chat/create). A stream always asks for usage: the
 * gateway takes the chunk away again from callers who did not.
 */
export function toChatRequest({ request, route, row }: CompletionTask): ChatRequest {
  const stream = request.stream && row?.streaming !== 'emulated';
  const lengthField = row?.lengthField === 'max_completion_tokens' ? 'max_completion_tokens' : 'max_tokens';
  return {
    ...row?.extraBody,
    model: route.upstreamModel,
    messages: toChatMessages(request.messages),
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    [lengthField]: request.maxOutputTokens,
    temperature: request.temperature,
    top_p: request.topP,
    frequency_penalty: request.frequencyPenalty,
    presence_penalty: request.presencePenalty,
    seed: request.seed,
    stop: whenAny(request.stop),
    n: request.choiceCount,
    logprobs: request.logprobs,
    top_logprobs: request.topLogprobs,
    logit_bias: whenFilled(request.logitBias),
    tools: whenAny(request.tools.map(toTool)),
    tool_choice: request.toolChoice && toToolChoice(request.toolChoice),
    parallel_tool_calls: request.tools.length > 0 ? request.parallelToolCalls : undefined,
    response_format: request.responseFormat && toResponseFormat(request.responseFormat),
    reasoning_effort: request.reasoningEffort,
    ...toRarerFields(request),
  };
}

function toRarerFields(request: CompletionRequest): Record<string, unknown> {
  const { webSearchOptions: search, audio } = request;
  return {
    verbosity: request.verbosity,
    user: request.user,
    safety_identifier: request.safetyIdentifier,
    prompt_cache_key: request.promptCacheKey,
    prompt_cache_retention: request.promptCacheRetention,
    service_tier: request.serviceTier,
    store: request.store,
    metadata: whenFilled(request.metadata),
    modalities: whenAny(request.modalities),
    audio: audio && { voice: audio.voice, format: audio.format },
    prediction:
      request.prediction.length > 0 ? { type: 'content', content: request.prediction.map(toChatPart) } : undefined,
    web_search_options: search && {
      search_context_size: search.searchContextSize,
      user_location: search.userLocationJson && parseCarried(search.userLocationJson),
    },
  };
}

function toTool({ tool }: Tool): Record<string, unknown> {
  if (tool?.$case === 'custom') {
    const { name, description, formatJson } = tool.value;
    return { type: 'custom', custom: { name, description, format: formatJson && parseCarried(formatJson) } };
  }
  const { name, description, parametersJson, strict } = tool?.value ?? { name: '' };
  return {
    type: 'function',
    function: { name, description, parameters: parametersJson && parseCarried(parametersJson), strict },
  };
}

const modes: Readonly<Record<ToolChoiceMode, string>> = {
  [ToolChoiceMode.UNSPECIFIED]: 'auto',
  [ToolChoiceMode.AUTO]: 'auto',
  [ToolChoiceMode.NONE]: 'none',
  [ToolChoiceMode.REQUIRED]: 'required',
};

function toToolChoice({ choice }: ToolChoice): unknown {
  switch (choice?.$case) {
    case 'mode':
      return modes[choice.value];
    case 'function':
      return { type: 'function', function: { name: choice.value } };
    case 'custom':
      return { type: 'custom', custom: { name: choice.value } };
    case 'allowed': {
      const tools = choice.value.functions.map((name) => ({ type: 'function', function: { name } }));
      return { type: 'allowed_tools', allowed_tools: { mode: modes[choice.value.mode], tools } };
    }
    case undefined:
      return undefined;
  }
}

function toResponseFormat({ format }: ResponseFormat): unknown {
  switch (format?.$case) {
    case 'text':
      return { type: 'text' };
    case 'jsonObject':
      return { type: 'json_object' };
    case 'jsonSchema': {
      const { name, description, schemaJson, strict } = format.value;
      const schema = schemaJson && parseCarried(schemaJson);
      return { type: 'json_schema', json_schema: { name, description, schema, strict } };
    }
    case undefined:
      return undefined;
  }
}

// The gateway made this text from the caller's own JSON.
function parseCarried(json: string): unknown {
  return JSON.parse(json);
}

function whenAny<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length > 0 ? items : undefined;
}

function whenFilled<Fields extends object>(fields: Fields): Fields | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
