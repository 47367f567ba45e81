import type { CompletionRequest } from '@belugapi/contracts';
import type { CompletionTask, UpstreamRefusal } from '@belugapi/provider-spec';

interface RefusedError {
  readonly message?: unknown;
  readonly param?: unknown;
  readonly code?: unknown;
}

/**
 * Another way to ask after exactly these refusals. The first two say themselves that Responses is the place
 * (openai-openapi#541, n8n#18352); the other two are about fields that are ours and not the caller's, who could do nothing:
 * summaries, which only verified organisations may read, and reasoning that another organisation's key was given.
 */
export function reroute(refusal: UpstreamRefusal, task: CompletionTask): CompletionTask | undefined {
  const error = errorIn(refusal.body);
  const message = typeof error.message === 'string' ? error.message : '';
  const { wire } = task.route;
  if (wire === 'chat' && pointsToResponses(refusal.status, error.param, message)) return overResponses(task);
  if (wire !== 'responses' || refusal.status !== 400) return undefined;
  if (error.param === 'reasoning.summary' && error.code === 'unsupported_value') return withoutSummary(task);
  return error.code === 'invalid_encrypted_content' ? withoutReasoningState(task) : undefined;
}

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

function withoutReasoningState(task: CompletionTask): CompletionTask {
  const messages = task.request.messages.map((message) => ({ ...message, reasoningState: [] }));
  return { ...task, request: { ...task.request, messages } };
}

function asFields(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
