import { type CompletionRequest, type ContentPart, Message, Role, type ToolCall } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { createCatalog, type ModelRow } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { googleAdapter } from '../google.adapter.js';

const catalog = createCatalog();

export function rowOf(id: string): ModelRow {
  const row = catalog.findModel(id);
  if (!row) throw new Error(`no row ${id}`);
  return row;
}

/** The call that the adapter makes of a request for a row (an id, or the row itself; default: one with everything). */
export function callOf(request: Partial<CompletionRequest>, model: string | ModelRow = 'gemini-3-flash-preview') {
  const row = typeof model === 'string' ? rowOf(model) : model;
  const route = { ...adapterTask().route, servedModel: row.id, upstreamModel: row.upstreamModel, wire: row.wire };
  const { body, ...call } = googleAdapter.toRequest(adapterTask(request, { route, row }));
  return { ...call, body: JSON.parse(String(body)) as Record<string, unknown> };
}

/** The body alone. */
export function bodyOf(request: Partial<CompletionRequest>, model?: string | ModelRow): Record<string, unknown> {
  return callOf(request, model).body;
}

/** The failure that the adapter refuses a request with. */
export function refusalOf(request: Partial<CompletionRequest>, model?: string | ModelRow): object {
  try {
    bodyOf(request, model);
  } catch (error) {
    if (error instanceof CompletionFailure) return { code: error.failure.code, param: error.failure.param };
    throw error;
  }
  throw new Error('the request was taken');
}

export const text = (value: string): ContentPart => ({ part: { $case: 'text', value: { text: value } } });

export const message = (role: Role, content: string | readonly ContentPart[], more: Partial<Message> = {}): Message =>
  Message.create({ role, content: typeof content === 'string' ? [text(content)] : [...content], ...more });

export const user = (content: string | readonly ContentPart[]): Message => message(Role.USER, content);

export const toolCall = (id: string, name: string, json: string): ToolCall => ({
  id,
  call: { $case: 'function', value: { name, arguments: json } },
});

export const assistantCalls = (toolCalls: ToolCall[], more: Partial<Message> = {}): Message =>
  message(Role.ASSISTANT, [], { toolCalls, ...more });

export const toolResult = (toolCallId: string, content: string, more: Partial<Message> = {}): Message =>
  message(Role.TOOL, content, { toolCallId, ...more });
