import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { objectIn, objectsIn } from '../wires/json-values.js';
import { unmatchedToolCalls } from './chat-tool-calls.js';
import { complaint } from './complaint.js';

const unknownFields = [
  'parallel_tool_calls reasoning_effort seed logit_bias logprobs top_logprobs store metadata service_tier user',
].flatMap((line) => line.split(' '));

/** What api.moonshot.ai refuses, in its words. */
export function* moonshotComplaints({ model, body }: Pick<VendorRequest, 'model' | 'body'>): Generator<VendorFailure> {
  const invalid = (message: string) => complaint(message, { type: 'invalid_request_error' });
  const thinking = objectIn(body['thinking'])['type'] === 'enabled';
  for (const [index, { role, content, tool_calls, reasoning_content }] of objectsIn(body['messages']).entries()) {
    if (!['system', 'user', 'assistant', 'tool'].some((known) => known === role)) {
      yield invalid(`invalid role: ${String(role)}`);
    }
    if (content === '' && role === 'assistant' && tool_calls === undefined) {
      yield invalid(`the message at position ${index} with role 'assistant' must not be empty`);
    }
    if (objectsIn(content).some(({ type }) => type !== 'text'))
      yield invalid('image input is not supported by this model');
    if (thinking && tool_calls !== undefined && typeof reasoning_content !== 'string') {
      yield invalid(
        `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${index}`,
      );
    }
  }
  for (const name of unknownFields) if (body[name] !== undefined) yield invalid(`unsupported parameter: ${name}`);
  const { temperature, tool_choice, stop } = body;
  if (/k2\.[5-9]|k3/.test(model) && temperature !== undefined && temperature !== 1) {
    yield invalid('invalid temperature: only 1 is allowed for this model');
  }
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 1)) yield invalid('invalid temperature');
  if (tool_choice === 'required' || typeof tool_choice === 'object') {
    yield invalid(
      thinking
        ? `tool_choice '${JSON.stringify(tool_choice)}' is incompatible with thinking enabled`
        : 'current version model does not support tool_choice=required',
    );
  }
  const words = Array.isArray(stop) ? stop : stop === undefined ? [] : [stop];
  if (words.length > 5 || words.some((word) => Buffer.byteLength(String(word)) > 32)) {
    yield invalid('stop: at most 5 strings of at most 32 bytes');
  }
  if (Number(body['n'] ?? 1) > 1) yield invalid('invalid n: only 1 is allowed for this model');
  if (Array.isArray(body['tools']) && body['tools'].length === 0) yield invalid('tools must not be empty');
  for (const tool of objectsIn(body['tools'])) {
    const { name, parameters, strict } = objectIn(tool['function']);
    if (strict !== undefined) yield invalid(`function ${String(name)}: strict is not supported`);
    if (parameters !== undefined && objectIn(parameters)['type'] !== 'object') {
      yield invalid(`function ${String(name)}: parameters must have an object at the root`);
    }
    if (objectIn(parameters)['$schema'] !== undefined)
      yield invalid(`function ${String(name)}: $schema is not supported`);
  }
  const { unanswered, orphans } = unmatchedToolCalls(body);
  if (unanswered.length > 0) {
    yield invalid(
      "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'",
    );
  }
  if (orphans.length > 0) yield invalid('tool_call_id is not found');
}
