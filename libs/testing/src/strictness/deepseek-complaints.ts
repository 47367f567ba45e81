import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { contentText, objectIn, objectsIn } from '../wires/json-values.js';
import { unmatchedToolCalls } from './chat-tool-calls.js';
import { complaint } from './complaint.js';

type Asked = Pick<VendorRequest, 'model' | 'body'>;

const invalid = { type: 'invalid_request_error', code: 'invalid_request_error' };

/** What api.deepseek.com refuses, in its words. */
export function* deepSeekComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const messages = objectsIn(body['messages']);
  const thinking = objectIn(body['thinking'])['type'] === 'enabled';
  for (const [index, { role, content, tool_calls, reasoning_content }] of messages.entries()) {
    const at = `Failed to deserialize the JSON body into the target type: messages[${index}]`;
    if (!['system', 'user', 'assistant', 'tool'].some((known) => known === role)) {
      yield complaint(
        `${at}.role: unknown variant \`${String(role)}\`, expected one of \`system\`, \`user\`, \`assistant\`, \`tool\``,
        invalid,
      );
    }
    const image = objectsIn(content).some(({ type }) => type === 'image_url');
    if (image && !/ocr|flash/.test(model))
      yield complaint(`${at}: unknown variant \`image_url\`, expected \`text\``, invalid);
    const calls = objectsIn(tool_calls).length > 0;
    if (thinking && calls && typeof reasoning_content !== 'string') {
      yield complaint('The `reasoning_content` in the thinking mode must be passed back to the API.', invalid);
    }
    // R1 takes back no reasoning but that of its own tool calls.
    if (/-r1|reasoner/.test(model) && !calls && reasoning_content !== undefined) {
      yield complaint('The `reasoning_content` of earlier turns must not be in the messages.', invalid);
    }
  }
  const { tool_choice, response_format } = body;
  if (thinking && (tool_choice === 'required' || typeof tool_choice === 'object')) {
    yield complaint(`${model} does not support this tool_choice`, invalid);
  }
  const { type } = objectIn(response_format);
  if (type === 'json_schema') yield complaint('This response_format type is unavailable now', invalid);
  if (type === 'json_object' && !messages.some(({ content }) => /json/i.test(contentText(content)))) {
    yield complaint(
      "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
      invalid,
    );
  }
  if (Array.isArray(body['tools']) && body['tools'].length === 0)
    yield complaint('tools: list must not be empty', invalid);
  if (Number(body['n'] ?? 1) > 1) yield complaint('Invalid n value (currently only n = 1 is supported)', invalid);
  if (Array.isArray(body['stop']) && body['stop'].length > 16) yield complaint('stop: at most 16 strings', invalid);
  const { unanswered, orphans } = unmatchedToolCalls(body);
  if (unanswered.length > 0) {
    yield complaint(
      `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. (insufficient tool messages following tool_calls message)`,
      invalid,
    );
  }
  if (orphans.length > 0) {
    yield complaint("Messages with role 'tool' must be a response to a preceding message with 'tool_calls'", invalid);
  }
}
