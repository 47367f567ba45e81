import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { unmatchedToolCalls } from './chat-tool-calls.js';
import { complaint } from './complaint.js';

const unknownFields =
  'parallel_tool_calls frequency_penalty presence_penalty logit_bias service_tier store metadata'.split(' ');
const messageFields = ['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'reasoning'];

/** What api.cerebras.ai refuses, the strictest of the engines behind the edge, in its words. */
export function* edgeComplaints({ model, body }: Pick<VendorRequest, 'model' | 'body'>): Generator<VendorFailure> {
  const wrong = (message: string, param = 'validation_error') =>
    complaint(message, { type: 'invalid_request_error', param, code: 'wrong_api_format' });
  const unsupported = (at: string) => wrong(`${at}: property '${at}' is unsupported`);
  for (const name of unknownFields) if (body[name] !== undefined) yield unsupported(`body.${name}`);
  for (const [index, message] of objectsIn(body['messages']).entries()) {
    for (const name of Object.keys(message)) {
      if (!messageFields.includes(name)) yield unsupported(`body.messages.${index}.${String(message['role'])}.${name}`);
    }
    if (objectsIn(message['content']).some(({ type }) => type !== 'text')) {
      yield wrong(`body.messages.${index}.content: Input content must be text`);
    }
  }
  if (Number(body['n'] ?? 1) > 1) yield wrong('n: only 1 is supported', 'n');
  const { reasoning_effort, reasoning_format, tools } = body;
  const efforts = /gpt-oss/.test(model) ? ['low', 'medium', 'high'] : /glm/.test(model) ? ['none'] : [];
  if (reasoning_effort !== undefined && !efforts.some((effort) => effort === reasoning_effort)) {
    yield wrong(
      `reasoning_effort '${textIn(reasoning_effort)}' is not supported for model ${model}`,
      'reasoning_effort',
    );
  }
  if (reasoning_format !== undefined && !/gpt-oss|glm/.test(model)) {
    yield wrong(`reasoning_format is not supported for model ${model}`, 'reasoning_format');
  }
  for (const tool of objectsIn(tools)) {
    if (/qwen/.test(model) && objectIn(tool['function'])['strict'] === true)
      yield wrong('strict mode is not supported', 'tools');
  }
  const { unanswered, orphans } = unmatchedToolCalls(body);
  if (unanswered.length + orphans.length > 0) {
    yield wrong('Each tool call must be followed by a tool message with its tool_call_id, and the reverse', 'messages');
  }
}
