import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { signatureOf } from '../wires/signature.js';
import { complaint } from './complaint.js';
import { acceptsEffort, effortsOf, refusesSampling } from './openai-models.js';

type Asked = Pick<VendorRequest, 'model' | 'body'>;

/** What api.openai.com refuses on Responses, in its words. */
export function* openAiResponsesComplaints(asked: Asked): Generator<VendorFailure> {
  yield* fieldComplaints(asked);
  yield* toolComplaints(asked);
  yield* inputComplaints(objectsIn(asked.body['input']));
}

const requestFields = [
  'model input instructions stream stream_options max_output_tokens temperature top_p top_logprobs tools tool_choice',
  'parallel_tool_calls text reasoning include store user safety_identifier prompt_cache_key prompt_cache_retention',
  'service_tier metadata truncation',
].flatMap((line) => line.split(' '));

function* fieldComplaints({ model, body }: Asked): Generator<VendorFailure> {
  for (const name of Object.keys(body)) {
    if (!requestFields.includes(name)) {
      yield complaint(`Unknown parameter: '${name}'.`, { param: name, code: 'unknown_parameter' });
    }
  }
  const { effort } = objectIn(body['reasoning']);
  if (effort !== undefined && !acceptsEffort(model, effort)) {
    yield complaint(
      `Unsupported value: '${textIn(effort)}' is not supported with the '${model}' model. Supported values are: ${effortsOf(model).join(', ')}.`,
      { param: 'reasoning.effort', code: 'unsupported_value' },
    );
  }
  for (const name of ['temperature', 'top_p']) {
    if (body[name] !== undefined && refusesSampling(model, effort)) {
      const message = `Unsupported parameter: '${name}' is not supported with this model.`;
      yield complaint(message, { param: name, code: 'unsupported_parameter' });
    }
  }
  const length = body['max_output_tokens'];
  if (typeof length === 'number' && length < 16) {
    yield complaint(
      `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got ${length} instead.`,
      { param: 'max_output_tokens', code: 'integer_below_min_value' },
    );
  }
  if (body['stream'] === true && model.startsWith('gpt-5-pro')) {
    yield complaint("'stream' does not support true with this model. Supported values are: false.", {
      param: 'stream',
      code: 'unsupported_value',
    });
  }
  if (model.includes('codex') && objectIn(body['text'])['verbosity'] !== undefined) {
    const message = "Unsupported parameter: 'text.verbosity' is not supported with this model.";
    yield complaint(message, { param: 'text.verbosity', code: 'unsupported_parameter' });
  }
}

function* toolComplaints({ body }: Asked): Generator<VendorFailure> {
  for (const [index, tool] of objectsIn(body['tools']).entries()) {
    if (tool['type'] !== 'function') continue;
    if (typeof tool['name'] !== 'string') {
      const param = `tools[${index}].name`;
      yield complaint(`Missing required parameter: '${param}'.`, { param, code: 'missing_required_parameter' });
    }
    // Strict is the default of this API, so an ordinary schema has to say that it is none.
    if (tool['strict'] !== false && objectIn(tool['parameters'])['additionalProperties'] !== false) {
      yield complaint(
        `Invalid schema for function '${textIn(tool['name'])}': In context=(), 'additionalProperties' is required to be supplied and to be false.`,
        { param: `tools[${index}].parameters`, code: 'invalid_function_parameters' },
      );
    }
  }
}

const partTypes: Readonly<Record<string, readonly string[]>> = {
  assistant: ['output_text', 'refusal'],
  user: ['input_text', 'input_image', 'input_file'],
  system: ['input_text'],
  developer: ['input_text'],
};

function* inputComplaints(items: readonly JsonObject[]): Generator<VendorFailure> {
  for (const [index, item] of items.entries()) {
    const allowed = partTypes[textIn(item['role'])];
    for (const [place, { type }] of objectsIn(item['content']).entries()) {
      if (!allowed || allowed.includes(textIn(type))) continue;
      const param = `input[${index}].content[${place}]`;
      yield complaint(
        `Invalid value: '${String(type)}'. Supported values are: ${allowed.map((one) => `'${one}'`).join(', ')}.`,
        { param, code: 'invalid_value' },
      );
    }
    const { type, id, encrypted_content } = item;
    if (type === 'reasoning' && encrypted_content !== signatureOf(textIn(id))) {
      yield complaint(`The encrypted content for item ${String(id)} could not be verified.`, {
        code: 'invalid_encrypted_content',
      });
    }
    const next = items[index + 1];
    if (type === 'reasoning' && next?.['type'] !== 'function_call' && next?.['role'] !== 'assistant') {
      yield complaint(`Item '${String(id)}' of type 'reasoning' was provided without its required following item.`, {
        param: 'input',
      });
    }
  }
  const idsOf = (wanted: string) => items.filter(({ type }) => type === wanted).map((item) => textIn(item['call_id']));
  const calls = idsOf('function_call');
  const outputs = idsOf('function_call_output');
  const unanswered = calls.find((id) => !outputs.includes(id));
  const orphan = outputs.find((id) => !calls.includes(id));
  if (unanswered !== undefined)
    yield complaint(`No tool output found for function call ${unanswered}.`, { param: 'input' });
  if (orphan !== undefined) {
    yield complaint(`No tool call found for function call output with call_id ${orphan}.`, { param: 'input' });
  }
}
