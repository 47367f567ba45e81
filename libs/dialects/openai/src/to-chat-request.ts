import type { CompletionRequest, ResponseFormat } from '@belugapi/contracts';
import { extraBodyOf, type ModelRow } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';
import { parseCarried } from './parse-carried.js';
import { placeSystemMessages, type SystemRole } from './place-system-messages.js';
import { refuseCustomTools } from './refuse-custom-tools.js';
import { type ChatMessage, type ChatMessageOptions, toChatMessages, toChatPart } from './to-chat-messages.js';
import { toChatTools } from './to-chat-tools.js';

/** A Chat Completions body; what the request does not say is not there. */
export type ChatRequest = Record<string, unknown> & { model: string; messages: ChatMessage[] };

export interface ChatRequestOptions extends ChatMessageOptions {
  /** Where the catalogue has no row. Default `developer`: as they came. */
  readonly systemRole?: SystemRole;
}

/**
 * Our request on OpenAI's wire (platform.openai.com/docs/api-reference/chat/create), as the catalogue's row wants it: its
 * extra body, its name of the output limit, its place for system messages. A field of the request goes before one of the extra
 * body. A stream always asks for usage: the gateway takes the chunk away again from callers who did not.
 * @throws {CompletionFailure} where the model has no place for a system message or a custom tool.
 */
export function toChatRequest(task: CompletionTask, options: ChatRequestOptions = {}): ChatRequest {
  const { request, route, row } = task;
  const { lacks, systemRole = 'developer' } = options;
  if (lacks?.has('customTools')) refuseCustomTools(request);
  const stream = request.stream && row?.streaming !== 'emulated';
  const messages = placeSystemMessages(request.messages, row?.systemRole ?? systemRole);
  return {
    ...extraBodyOf(row),
    ...told({
      ...(stream && { stream: true }),
      ...(stream && !lacks?.has('streamOptions') && { stream_options: { include_usage: true } }),
      ...lengthLimit(request, row),
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
      ...toChatTools(request, lacks),
      response_format: request.responseFormat && toResponseFormat(request.responseFormat),
      reasoning_effort: request.reasoningEffort,
      ...toRarerFields(request),
    }),
    model: route.upstreamModel,
    messages: toChatMessages(messages, options),
  };
}

function lengthLimit({ maxOutputTokens }: CompletionRequest, row: ModelRow | undefined): Record<string, unknown> {
  if (row?.lengthField === 'none') return {};
  const name = row?.lengthField === 'max_completion_tokens' ? 'max_completion_tokens' : 'max_tokens';
  return { [name]: maxOutputTokens };
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

function told(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function whenAny<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length > 0 ? items : undefined;
}

function whenFilled<Fields extends object>(fields: Fields): Fields | undefined {
  return Object.keys(fields).length > 0 ? fields : undefined;
}
