import { type CompletionRequest, type Tool, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import type { ParameterName } from '@belugapi/model-catalog';

/** A field of the request whose support differs between models. */
export interface Field {
  /** It asks for something: a value that says what happens anyway does not. */
  readonly present: (request: CompletionRequest) => boolean;
  /** Only where there is a value that asks for nothing: whether any value is given. */
  readonly given?: (request: CompletionRequest) => boolean;
  /** OpenAI refuses any value of it where there are no tools. */
  readonly needsTools?: boolean;
  readonly remove: (request: CompletionRequest) => void;
}

const optional = (key: keyof CompletionRequest): Field => ({
  present: (request) => request[key] !== undefined,
  remove: (request) => delete request[key],
});
const list = (key: 'stop' | 'tools' | 'prediction'): Field => ({
  present: (request) => request[key].length > 0,
  remove: (request) => (request[key] = []),
});
const map = (key: 'logitBias' | 'metadata'): Field => ({
  present: (request) => Object.keys(request[key]).length > 0,
  remove: (request) => (request[key] = {}),
});
const format = (kind: 'jsonObject' | 'jsonSchema'): Field => ({
  present: (request) => request.responseFormat?.format?.$case === kind,
  remove: (request) => delete request.responseFormat,
});

/** The catalogue's fields, where a request holds them. */
export const requestFields: Readonly<Record<ParameterName, Field>> = {
  temperature: optional('temperature'),
  top_p: optional('topP'),
  frequency_penalty: optional('frequencyPenalty'),
  presence_penalty: optional('presencePenalty'),
  seed: optional('seed'),
  stop: list('stop'),
  max_tokens: optional('maxOutputTokens'),
  // One choice is what every model gives.
  n: {
    present: ({ choiceCount }) => choiceCount !== undefined && choiceCount > 1,
    given: ({ choiceCount }) => choiceCount !== undefined,
    remove: (request) => delete request.choiceCount,
  },
  logprobs: {
    present: ({ logprobs, topLogprobs }) => logprobs === true || (topLogprobs ?? 0) > 0,
    given: ({ logprobs, topLogprobs }) => logprobs !== undefined || topLogprobs !== undefined,
    remove: (request) => {
      delete request.logprobs;
      delete request.topLogprobs;
    },
  },
  logit_bias: map('logitBias'),
  tools: list('tools'),
  tool_choice: {
    present: ({ toolChoice, tools }) => tools.length > 0 && isAsking(toolChoice),
    given: ({ toolChoice }) => toolChoice !== undefined,
    needsTools: true,
    remove: (request) => delete request.toolChoice,
  },
  parallel_tool_calls: {
    present: ({ parallelToolCalls, tools }) => tools.length > 0 && parallelToolCalls === false,
    given: ({ parallelToolCalls }) => parallelToolCalls !== undefined,
    needsTools: true,
    remove: (request) => delete request.parallelToolCalls,
  },
  strict: {
    present: ({ tools }) => tools.some(isStrict),
    remove: (request) => (request.tools = request.tools.map(withoutStrict)),
  },
  // `text` is what every model gives.
  json_object: { ...format('jsonObject'), given: ({ responseFormat }) => responseFormat?.format?.$case === 'text' },
  json_schema: format('jsonSchema'),
  reasoning_effort: optional('reasoningEffort'),
  verbosity: optional('verbosity'),
  modalities: {
    present: (request) => request.modalities.some((modality) => modality !== 'text'),
    given: (request) => request.modalities.length > 0,
    remove: (request) => (request.modalities = []),
  },
  audio: optional('audio'),
  prediction: list('prediction'),
  web_search_options: optional('webSearchOptions'),
  service_tier: optional('serviceTier'),
  store: {
    present: ({ store }) => store === true,
    given: ({ store }) => store !== undefined,
    remove: (request) => delete request.store,
  },
  metadata: map('metadata'),
  user: optional('user'),
  safety_identifier: optional('safetyIdentifier'),
  prompt_cache_key: optional('promptCacheKey'),
  prompt_cache_retention: optional('promptCacheRetention'),
};

function isStrict({ tool }: Tool): boolean {
  return tool?.$case === 'function' && tool.value.strict === true;
}

function withoutStrict(given: Tool): Tool {
  const { tool } = given;
  if (tool?.$case !== 'function') return given;
  const { strict: _, ...value } = tool.value;
  return { tool: { ...tool, value } };
}

function isAsking(toolChoice: ToolChoice | undefined): boolean {
  const choice = toolChoice?.choice;
  return choice?.$case === 'mode' ? choice.value !== ToolChoiceMode.AUTO : choice !== undefined;
}
