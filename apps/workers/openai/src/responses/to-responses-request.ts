import type { CompletionRequest, ResponseFormat } from '@belugapi/contracts';
import { extraBodyOf, type ModelRow } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';
import { type InputItem, toInputItems } from './to-input-items.js';
import { toResponsesTools } from './to-responses-tools.js';

/** A Responses body; undefined fields are left out of the JSON. */
export type ResponsesRequest = Record<string, unknown> & { model: string; input: InputItem[] };

/** What the API takes at least. */
const fewestOutputTokens = 16;

/**
 * Our request as one of the Responses API (platform.openai.com/docs/api-reference/responses/create). What that has no
 * counterpart for (`stop`, `seed`, penalties, `logit_bias`, `n`, predictions) the catalogue keeps from this wire. Nothing is
 * stored at OpenAI: what a later turn needs of the reasoning comes back encrypted.
 */
export function toResponsesRequest({ request, route, row }: CompletionTask): ResponsesRequest {
  const { reasoning, text, ...extra } = extraBodyOf(row);
  const reasons = mayReason(row, request);
  const { maxOutputTokens } = request;
  return {
    ...extra,
    model: route.upstreamModel,
    input: toInputItems(request.messages, row?.systemRole === 'system' ? 'system' : 'developer'),
    stream: request.stream && row?.streaming !== 'emulated' ? true : undefined,
    store: request.store ?? false,
    include: includes(request, reasons),
    reasoning: filled({ ...(reasons && reasoningOf(request)), ...asFields(reasoning) }),
    text: filled({ ...textOf(request), ...asFields(text) }),
    ...toResponsesTools(request),
    max_output_tokens: maxOutputTokens === undefined ? undefined : Math.max(maxOutputTokens, fewestOutputTokens),
    temperature: request.temperature,
    top_p: request.topP,
    top_logprobs: request.logprobs ? (request.topLogprobs ?? 0) : undefined,
    metadata: filled(request.metadata),
    user: request.user,
    safety_identifier: request.safetyIdentifier,
    prompt_cache_key: request.promptCacheKey,
    prompt_cache_retention: request.promptCacheRetention,
    service_tier: request.serviceTier,
  };
}

// A model that never reasons refuses both `reasoning` and its encrypted content.
function mayReason(row: ModelRow | undefined, { reasoningEffort }: CompletionRequest): boolean {
  return row ? row.reasoning.mode !== 'never' : reasoningEffort !== undefined;
}

function includes(request: CompletionRequest, reasons: boolean): readonly string[] | undefined {
  const included = [
    ...(reasons && request.tools.length > 0 ? ['reasoning.encrypted_content'] : []),
    ...(request.logprobs ? ['message.output_text.logprobs'] : []),
  ];
  return included.length > 0 ? included : undefined;
}

function reasoningOf({ reasoningEffort: effort }: CompletionRequest): Record<string, unknown> {
  return effort === 'none' ? { effort } : { effort, summary: 'auto' };
}

function textOf({ responseFormat, verbosity }: CompletionRequest): Record<string, unknown> {
  return { format: responseFormat && toTextFormat(responseFormat), verbosity };
}

function toTextFormat({ format }: ResponseFormat): unknown {
  switch (format?.$case) {
    case 'text':
      return { type: 'text' };
    case 'jsonObject':
      return { type: 'json_object' };
    case 'jsonSchema': {
      const { name, description, schemaJson, strict } = format.value;
      const schema: unknown = schemaJson && JSON.parse(schemaJson);
      return { type: 'json_schema', name, description, schema, strict: strict ?? false };
    }
    case undefined:
      return undefined;
  }
}

function asFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function filled<Fields extends object>(fields: Fields): Fields | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
