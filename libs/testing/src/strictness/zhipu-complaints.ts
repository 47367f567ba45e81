import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { objectIn, objectsIn } from '../wires/json-values.js';
import { unmatchedToolCalls } from './chat-tool-calls.js';
import { complaint } from './complaint.js';

const parameters = { code: '1210' };
const messagesCode = { code: '1214' };
const unknownFields = [
  'max_completion_tokens parallel_tool_calls stream_options frequency_penalty presence_penalty seed logit_bias logprobs',
  'top_logprobs n store metadata service_tier user reasoning_effort',
].flatMap((line) => line.split(' '));

/** What api.z.ai refuses; its words for a wrong parameter are one sentence. */
export function* zhipuComplaints({ body }: Pick<VendorRequest, 'body'>): Generator<VendorFailure> {
  const illegal = (what: string) =>
    complaint(`Invalid API parameter, please check the documentation. (${what})`, parameters);
  const messages = objectsIn(body['messages']);
  if (!messages.some(({ role }) => role === 'user')) {
    yield complaint('The messages parameter is illegal. Please check the documentation.', messagesCode);
  }
  for (const [index, { role, content, name }] of messages.entries()) {
    if (!['system', 'user', 'assistant', 'tool'].some((known) => known === role)) {
      yield complaint(`messages[${index}].role is illegal.`, messagesCode);
    }
    if (Array.isArray(content)) yield illegal(`messages[${index}].content`);
    if (name !== undefined) yield illegal(`messages[${index}].name`);
  }
  for (const name of unknownFields) if (body[name] !== undefined) yield illegal(name);
  const { temperature, top_p, max_tokens, stop, tool_choice } = body;
  if (typeof temperature === 'number' && (temperature <= 0 || temperature > 1)) yield illegal('temperature');
  if (typeof top_p === 'number' && (top_p < 0.01 || top_p > 1)) yield illegal('top_p');
  if (typeof max_tokens === 'number' && (max_tokens < 1 || max_tokens > 131_072)) yield illegal('max_tokens');
  if (stop !== undefined && !(Array.isArray(stop) && stop.length === 1)) yield illegal('stop');
  if (tool_choice !== undefined && tool_choice !== 'auto') yield illegal('tool_choice supports only auto');
  const { type = 'text' } = objectIn(body['response_format']);
  if (type !== 'text' && type !== 'json_object') yield illegal('response_format.type');
  for (const tool of objectsIn(body['tools'])) {
    if (objectIn(tool['function'])['strict'] !== undefined) yield illegal('tools.function.strict');
  }
  const { unanswered, orphans } = unmatchedToolCalls(body);
  if (unanswered.length + orphans.length > 0)
    yield complaint('The messages parameter is illegal. (tool_call_id)', messagesCode);
}
