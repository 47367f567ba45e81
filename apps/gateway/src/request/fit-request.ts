import { type CompletionRequest, FailureCode, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import {
  type ModelRow,
  type ParameterName,
  type ReasoningEffort,
  requestRoute,
  type Wire,
} from '@belugapi/model-catalog';

export interface FittedRequest {
  /** The request as the model takes it. */
  readonly request: CompletionRequest;
  readonly wire: Wire;
  /** Fields left out, in the caller's words; named in `x-beluga-dropped-params`. */
  readonly dropped: readonly ParameterName[];
  /** Fields that stay in the request although the vendor lacks them: the worker stands in. */
  readonly emulated: readonly ParameterName[];
}

interface Field {
  /** It asks for something: a value that says what happens anyway does not. */
  readonly present: (request: CompletionRequest) => boolean;
  /** Only where there is a value that asks for nothing: whether any value is given. */
  readonly given?: (request: CompletionRequest) => boolean;
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

const fields: Readonly<Record<ParameterName, Field>> = {
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
    present: ({ toolChoice, tools }) => asksForTools(toolChoice, tools.length > 0),
    given: ({ toolChoice }) => toolChoice !== undefined,
    remove: (request) => delete request.toolChoice,
  },
  parallel_tool_calls: {
    present: ({ parallelToolCalls }) => parallelToolCalls === false,
    given: ({ parallelToolCalls }) => parallelToolCalls !== undefined,
    remove: (request) => delete request.parallelToolCalls,
  },
  json_object: format('jsonObject'),
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
const names = Object.keys(fields) as ParameterName[];
const withIdleValues = names.filter((name) => fields[name].given);

function asksForTools(toolChoice: ToolChoice | undefined, hasTools: boolean): boolean {
  const choice = toolChoice?.choice;
  if (choice?.$case !== 'mode') return choice !== undefined;
  if (choice.value === ToolChoiceMode.NONE) return hasTools;
  return choice.value === ToolChoiceMode.REQUIRED;
}

const paramOf: Partial<Record<ParameterName, string>> = {
  json_object: 'response_format',
  json_schema: 'response_format',
};

/**
 * Fits a request to the model that serves it: a field the model takes stays, one whose absence nobody can see goes, any
 * other is refused. `dropUnsupported` (the caller's `x-beluga-unsupported: drop`) lets those go too.
 * @throws {CompletionFailure} UNSUPPORTED_PARAMETER naming the field.
 */
export function fitRequest(asked: CompletionRequest, row: ModelRow, dropUnsupported: boolean): FittedRequest {
  const request = { ...asked };
  const present = names.filter((name) => fields[name].present(request));
  const effort = request.reasoningEffort as ReasoningEffort | undefined;
  const route = requestRoute(row, { ...(effort && { effort }), fields: new Set(present) });
  const dropped: ParameterName[] = [];
  const emulated: ParameterName[] = [];
  for (const name of present) {
    const support = route.parameters[name];
    if (support === 'native') continue;
    if (support === 'emulated') {
      emulated.push(name);
      continue;
    }
    if (support !== 'dropped' && !dropUnsupported) throw unsupported(name, row);
    fields[name].remove(request);
    dropped.push(name);
  }
  // A vendor that does not know a field may refuse even the value that asks for nothing.
  for (const name of withIdleValues) {
    const { given, present: asks, remove } = fields[name];
    if (route.parameters[name] !== 'native' && given?.(request) && !asks(request)) remove(request);
  }
  if (request.reasoningEffort !== undefined) request.reasoningEffort = route.effort;
  refuseOtherModalities(request, row);
  return { request, wire: route.wire, dropped, emulated };
}

function unsupported(name: ParameterName, row: ModelRow): CompletionFailure {
  const param = paramOf[name] ?? name;
  const what = param === name ? `'${param}'` : `'${param}' of type ${name}`;
  return CompletionFailure.of(
    FailureCode.UNSUPPORTED_PARAMETER,
    `Unsupported parameter: ${what} is not supported with the model \`${row.id}\`. Send the header x-beluga-unsupported: drop to leave such parameters out.`,
    { param },
  );
}

const modalities = { image: 'image', audio: 'audio', file: 'file' } as const;

function refuseOtherModalities(request: CompletionRequest, row: ModelRow): void {
  request.messages.forEach((message, messageIndex) => {
    message.content.forEach(({ part }, partIndex) => {
      if (part?.$case !== 'image' && part?.$case !== 'audio' && part?.$case !== 'file') return;
      if (row.input.includes(modalities[part.$case])) return;
      throw CompletionFailure.of(
        FailureCode.UNSUPPORTED_PARAMETER,
        `The model \`${row.id}\` does not take ${part.$case} parts.`,
        { param: `messages[${messageIndex}].content[${partIndex}]` },
      );
    });
  });
}
