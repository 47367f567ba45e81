import type { CompletionRequest } from '@belugapi/contracts';
import type { CompletionTask, UpstreamRefusal } from '@belugapi/provider-spec';

interface RefusedError {
  readonly message?: unknown;
  readonly param?: unknown;
  readonly code?: unknown;
}

/**
 * Another way to ask after exactly these refusals. The first two say themselves that Responses is the place
 * (openai-openapi#541, n8n#18352). The others are about what is ours and not the caller's, who could do nothing: summaries,
 * which only verified organisations may read, and reasoning that was given to another organisation's key, or in a
 * conversation that the caller has changed since.
 */
export function reroute(refusal: UpstreamRefusal, task: CompletionTask): CompletionTask | undefined {
  const error = errorIn(refusal.body);
  const message = typeof error.message === 'string' ? error.message : '';
  const { wire } = task.route;
  if (wire === 'chat' && pointsToResponses(refusal.status, error.param, message)) return overResponses(task);
  if (wire !== 'responses') return undefined;
  if (error.param === 'reasoning.summary' && error.code === 'unsupported_value') return withoutSummary(task);
  const isOurs = error.code === 'invalid_encrypted_content' || reasoningItemRefused.test(message);
  return isOurs ? withoutReasoningState(task) : undefined;
}

// "Item with id 'rs_…' not found." and "Item 'rs_…' of type 'reasoning' was provided without its required following item."
const reasoningItemRefused = /^Item (?:with id )?'rs_/;

function errorIn(body: string): RefusedError {
  try {
    return (JSON.parse(body) as { error?: RefusedError } | null)?.error ?? {};
  } catch {
    return {};
  }
}

function pointsToResponses(status: number, param: unknown, message: string): boolean {
  if (status === 404) return message.includes('only supported in v1/responses');
  return (
    status === 400 &&
    param === 'reasoning_effort' &&
    message.startsWith('Function tools with reasoning_effort are not supported') &&
    message.includes('/v1/responses')
  );
}

function overResponses(task: CompletionTask): CompletionTask | undefined {
  const { request, route } = task;
  // What would get lost there must not, without a word: then the refusal is the answer.
  return isTakenByResponses(request) ? { ...task, route: { ...route, wire: 'responses' } } : undefined;
}

function isTakenByResponses({ choiceCount, stop, modalities, audio }: CompletionRequest): boolean {
  const textOnly = modalities.every((modality) => modality === 'text') && audio === undefined;
  return (choiceCount ?? 1) === 1 && stop.length === 0 && textOnly;
}

function withoutSummary(task: CompletionTask): CompletionTask | undefined {
  const { row } = task;
  const reasoning = row?.extraBody?.['reasoning'];
  return (
    row && {
      ...task,
      row: { ...row, extraBody: { ...row.extraBody, reasoning: { ...asFields(reasoning), summary: null } } },
    }
  );
}

function withoutReasoningState(task: CompletionTask): CompletionTask | undefined {
  if (task.request.messages.every(({ reasoningState }) => reasoningState.length === 0)) return undefined;
  const messages = task.request.messages.map((message) => ({ ...message, reasoningState: [] }));
  return { ...task, request: { ...task.request, messages } };
}

function asFields(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
