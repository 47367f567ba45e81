import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { objectIn, objectsIn } from '../wires/json-values.js';
import { unmatchedToolCalls } from './chat-tool-calls.js';
import { complaint } from './complaint.js';

const unknownFields = [
  'max_tokens tool_choice parallel_tool_calls stream_options frequency_penalty presence_penalty seed logit_bias logprobs',
  'top_logprobs n stop response_format reasoning_effort user store metadata service_tier',
].flatMap((line) => line.split(' '));

/** What api.minimax.io refuses on its OpenAI interface, in its words: each ends in its number. */
export function* miniMaxComplaints({ model, body }: Pick<VendorRequest, 'model' | 'body'>): Generator<VendorFailure> {
  const invalid = (what: string) => complaint(`invalid params, ${what} (2013)`, { type: 'bad_request_error' });
  if (model !== 'MiniMax-M2.1') yield invalid(`unknown model '${model}'`);
  for (const [index, { role, content }] of objectsIn(body['messages']).entries()) {
    const known = role === 'user' || role === 'assistant' || role === 'tool' || (role === 'system' && index === 0);
    if (!known) yield invalid(`invalid message role: ${String(role)}`);
    if (content === null || content === undefined) yield invalid(`messages[${index}].content is null`);
    if (objectsIn(content).some(({ type }) => type !== 'text')) yield invalid('unsupported content type');
  }
  for (const name of unknownFields) if (body[name] !== undefined) yield invalid(`${name} is not supported`);
  const { temperature, top_p, tools } = body;
  if (typeof temperature === 'number' && (temperature <= 0 || temperature > 1))
    yield invalid('temperature must be in (0, 1]');
  if (typeof top_p === 'number' && (top_p < 0.01 || top_p > 1)) yield invalid('top_p must be in [0.01, 1]');
  for (const tool of objectsIn(tools)) {
    if (objectIn(tool['function'])['strict'] === null) yield invalid('function.strict is null');
  }
  const { unanswered, orphans } = unmatchedToolCalls(body);
  if (unanswered.length > 0) yield invalid('tool call result does not follow tool call');
  if (orphans.length > 0) yield invalid('tool result’s tool id not found');
}
