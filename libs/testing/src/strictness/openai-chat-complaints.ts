import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { contentText, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { unmatchedToolCalls } from './chat-tool-calls.js';
import { complaint } from './complaint.js';
import { acceptsEffort, effortsOf, isReasoningModel, isResponsesOnly, refusesSampling } from './openai-models.js';

type Asked = Pick<VendorRequest, 'model' | 'body'>;

/** What api.openai.com refuses on Chat Completions, in its words. */
export function* openAiChatComplaints(asked: Asked): Generator<VendorFailure> {
  const { model } = asked;
  if (isResponsesOnly(model)) {
    const message = 'This model is only supported in v1/responses and not in v1/chat/completions.';
    yield complaint(message, { param: 'model', code: null }, 404);
  }
  if (model.includes('transcribe')) {
    yield complaint('This is not a chat model and thus not supported in the v1/chat/completions endpoint.', {}, 404);
  }
  yield* fieldComplaints(asked);
  yield* reasoningComplaints(asked);
  yield* toolComplaints(asked);
  yield* formatComplaints(asked);
}

const requestFields = [
  'model messages stream stream_options max_tokens max_completion_tokens temperature top_p frequency_penalty',
  'presence_penalty seed stop n logprobs top_logprobs logit_bias tools tool_choice parallel_tool_calls response_format',
  'reasoning_effort verbosity user safety_identifier prompt_cache_key prompt_cache_retention service_tier store metadata',
  'modalities audio prediction web_search_options',
].flatMap((line) => line.split(' '));
const messageFields = ['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'refusal', 'audio'];

function* fieldComplaints({ model, body }: Asked): Generator<VendorFailure> {
  for (const name of Object.keys(body)) {
    if (!requestFields.includes(name)) yield complaint(`Unrecognized request argument supplied: ${name}`);
  }
  for (const [index, message] of objectsIn(body['messages']).entries()) {
    for (const name of Object.keys(message)) {
      const param = `messages[${index}].${name}`;
      if (!messageFields.includes(name))
        yield complaint(`Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
    }
    const { role } = message;
    if (model.startsWith('o1-mini') && (role === 'system' || role === 'developer')) {
      const param = `messages[${index}].role`;
      yield complaint(`Unsupported value: '${param}' does not support '${role}' with this model.`, {
        param,
        code: 'unsupported_value',
      });
    }
  }
  if (body['web_search_options'] !== undefined && !model.includes('search')) yield unsupported('web_search_options');
  if (body['stream_options'] !== undefined && body['stream'] !== true) {
    yield complaint("The 'stream_options' parameter is only allowed when 'stream' is enabled.", {
      param: 'stream_options',
    });
  }
}

function* reasoningComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const effort = body['reasoning_effort'];
  if (effort !== undefined && !acceptsEffort(model, effort)) {
    yield complaint(
      `Unsupported value: 'reasoning_effort' does not support '${textIn(effort)}' with this model. Supported values are: ${effortsOf(model).join(', ')}.`,
      { param: 'reasoning_effort', code: 'unsupported_value' },
    );
  }
  if (!isReasoningModel(model)) return;
  if (body['max_tokens'] !== undefined) {
    yield complaint(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { param: 'max_tokens', code: 'unsupported_parameter' },
    );
  }
  if (refusesSampling(model, effort)) {
    for (const name of ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'logprobs', 'logit_bias']) {
      if (body[name] !== undefined) yield unsupported(name);
    }
    if (body['stop'] !== undefined && !model.startsWith('o3-mini') && !model.startsWith('o1-2'))
      yield unsupported('stop');
  }
}

function* toolComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const tools = objectsIn(body['tools']);
  if (tools.length > 0 && /^o1-mini|search/.test(model)) yield unsupported('tools');
  if (tools.length > 0 && /^gpt-5\.[2-9]/.test(model) && (body['reasoning_effort'] ?? 'none') !== 'none') {
    yield complaint(
      `Function tools with reasoning_effort are not supported for ${model} in /v1/chat/completions. Please use /v1/responses instead.`,
      { param: 'reasoning_effort', code: null },
    );
  }
  if (body['parallel_tool_calls'] !== undefined) {
    if (/^o\d/.test(model)) yield unsupported('parallel_tool_calls');
    if (tools.length === 0)
      yield complaint("'parallel_tool_calls' is only allowed when 'tools' are specified.", {
        param: 'parallel_tool_calls',
      });
  }
  const { unanswered, orphans } = unmatchedToolCalls(body);
  if (unanswered.length > 0) {
    yield complaint(
      `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${unanswered.join(', ')}`,
      { param: 'messages' },
    );
  }
  if (orphans.length > 0) {
    yield complaint("messages with role 'tool' must be a response to a preceding message with 'tool_calls'.", {
      param: 'messages',
    });
  }
}

function* formatComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const { type } = objectIn(body['response_format']);
  if (type === 'json_schema' && /^(gpt-4-1106|gpt-3\.5|o1-mini)/.test(model)) {
    const message = "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.";
    yield complaint(message, { param: 'response_format' });
  }
  const texts = objectsIn(body['messages']).map(({ content }) => contentText(content));
  if (type === 'json_object' && !texts.some((text) => /json/i.test(text))) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    yield complaint(message, { param: 'messages' });
  }
}

function unsupported(param: string): VendorFailure {
  return complaint(`Unsupported parameter: '${param}' is not supported with this model.`, {
    param,
    code: 'unsupported_parameter',
  });
}
