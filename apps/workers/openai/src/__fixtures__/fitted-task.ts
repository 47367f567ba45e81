import type { CompletionRequest } from '@belugapi/contracts';
import {
  type ModelRow,
  type ParameterName,
  parameterNames,
  type ReasoningEffort,
  requestRoute,
} from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';
import { taskOn } from './task-on.js';

// As the gateway takes them out: `json_object` stands beside `json_schema` and does not come with it.
const keys: Readonly<Record<Exclude<ParameterName, 'json_object'>, readonly (keyof CompletionRequest)[]>> = {
  temperature: ['temperature'],
  top_p: ['topP'],
  frequency_penalty: ['frequencyPenalty'],
  presence_penalty: ['presencePenalty'],
  seed: ['seed'],
  stop: ['stop'],
  max_tokens: ['maxOutputTokens'],
  n: ['choiceCount'],
  logprobs: ['logprobs', 'topLogprobs'],
  logit_bias: ['logitBias'],
  tools: ['tools'],
  tool_choice: ['toolChoice'],
  parallel_tool_calls: ['parallelToolCalls'],
  json_schema: ['responseFormat'],
  reasoning_effort: ['reasoningEffort'],
  verbosity: ['verbosity'],
  // Inside the tools.
  strict: [],
  modalities: ['modalities'],
  audio: ['audio'],
  prediction: ['prediction'],
  web_search_options: ['webSearchOptions'],
  service_tier: ['serviceTier'],
  store: ['store'],
  metadata: ['metadata'],
  user: ['user'],
  safety_identifier: ['safetyIdentifier'],
  prompt_cache_key: ['promptCacheKey'],
  prompt_cache_retention: ['promptCacheRetention'],
};

/** The task that comes of a request with every field in it: of the fields only those are left that the row's vendor takes. */
export function fittedTask(row: ModelRow, request: CompletionRequest): CompletionTask {
  const names = parameterNames.filter((name): name is keyof typeof keys => name !== 'json_object');
  const present = names.filter((name) => keys[name].some((key) => request[key] !== undefined));
  const effort = request.reasoningEffort as ReasoningEffort | undefined;
  const route = requestRoute(row, { ...(effort && { effort }), fields: new Set(present) });
  const foreign = new Set(present.filter((name) => route.parameters[name] !== 'native').flatMap((name) => keys[name]));
  const left = Object.fromEntries(
    Object.entries(request).filter(([key]) => !foreign.has(key as keyof CompletionRequest)),
  );
  const fitted = { ...left, ...(left['reasoningEffort'] !== undefined && { reasoningEffort: route.effort }) };
  const task = taskOn(route.wire, fitted, { row });
  return { ...task, route: { ...task.route, upstreamModel: row.upstreamModel } };
}
