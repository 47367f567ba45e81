import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { anthropicMessageComplaints } from './anthropic-message-complaints.js';
import { complaint } from './complaint.js';

type Asked = Pick<VendorRequest, 'model' | 'body'>;

/** What api.anthropic.com refuses, in its words. */
export function* anthropicComplaints(asked: Asked & Pick<VendorRequest, 'headers'>): Generator<VendorFailure> {
  if (!asked.headers['anthropic-version']) yield complaint('anthropic-version: header is required');
  yield* fieldComplaints(asked);
  yield* samplingComplaints(asked);
  yield* thinkingComplaints(asked);
  yield* schemaComplaints(asked);
  yield* anthropicMessageComplaints(asked);
}

const requestFields = [
  'model messages system max_tokens stream stop_sequences temperature top_p top_k tools tool_choice thinking',
  'output_config metadata service_tier cache_control',
].flatMap((line) => line.split(' '));

function* fieldComplaints({ body }: Asked): Generator<VendorFailure> {
  for (const name of Object.keys(body)) {
    if (!requestFields.includes(name)) yield complaint(`${name}: Extra inputs are not permitted`);
  }
  if (body['max_tokens'] === undefined) yield complaint('max_tokens: Field required');
  if (Array.isArray(body['stop_sequences']) && body['stop_sequences'].some((word) => textIn(word).trim() === '')) {
    yield complaint('stop_sequences: each stop sequence must contain non-whitespace');
  }
}

function* samplingComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const { temperature, top_p } = body;
  const given = ['temperature', 'top_p', 'top_k'].filter((name) => body[name] !== undefined);
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 1))
    yield complaint('temperature: range: 0..1');
  if (given.length > 0 && model.includes('opus-4-7')) yield complaint(`${given[0]}: not supported for this model`);
  if (temperature !== undefined && top_p !== undefined) {
    yield complaint('`temperature` and `top_p` cannot both be specified for this model. Please use only one.');
  }
  if (given.length > 0 && objectIn(body['thinking'])['type'] !== undefined) {
    yield complaint(`\`${given[0]}\` may only be set to its default when thinking is enabled.`);
  }
}

const adaptiveModels = /(opus|sonnet)-4-[6-9]/;
const efforts: readonly (readonly [RegExp, string])[] = [
  [/opus-4-7/, 'low medium high xhigh max'],
  [adaptiveModels, 'low medium high max'],
  [/opus-4-5/, 'low medium high'],
];

function* thinkingComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const { type, budget_tokens } = objectIn(body['thinking']);
  const limit = Number(body['max_tokens']);
  if (type === 'enabled') {
    if (model.includes('opus-4-7')) {
      yield complaint(
        'thinking.type.enabled is not supported for this model. Use thinking.type.adaptive and output_config.effort',
      );
    }
    if (typeof budget_tokens !== 'number') yield complaint('thinking.enabled.budget_tokens: Field required');
    if (Number(budget_tokens) < 1024) {
      yield complaint('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
    }
    if (Number(budget_tokens) >= limit) yield complaint('`max_tokens` must be greater than `thinking.budget_tokens`');
    const choice = objectIn(body['tool_choice'])['type'];
    if (choice === 'any' || choice === 'tool')
      yield complaint('Thinking may not be enabled when tool_choice forces tool use.');
  }
  if (type === 'adaptive' && !adaptiveModels.test(model))
    yield complaint('adaptive thinking is not supported on this model');
  if (type !== undefined && type !== 'enabled' && type !== 'adaptive') {
    yield complaint(`thinking: Input tag '${textIn(type)}' found using 'type' does not match any of the expected tags`);
  }
  const { effort } = objectIn(body['output_config']);
  const [, levels = ''] = efforts.find(([pattern]) => pattern.test(model)) ?? [];
  if (effort !== undefined && !levels.split(' ').some((level) => level === effort)) {
    yield complaint(
      levels === ''
        ? 'This model does not support the effort parameter.'
        : `This model does not support effort level '${textIn(effort)}'. Supported levels: ${levels.split(' ').join(', ')}.`,
    );
  }
}

function* schemaComplaints({ model, body }: Asked): Generator<VendorFailure> {
  for (const [index, { input_schema, name }] of objectsIn(body['tools']).entries()) {
    if (objectIn(input_schema)['type'] !== 'object')
      yield complaint(`tools.${index}.custom.input_schema.type: Field required`);
    if (!/^[\w-]{1,128}$/.test(textIn(name))) {
      yield complaint(`tools.${index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    }
  }
  const { format } = objectIn(body['output_config']);
  if (format === undefined) return;
  if (model.includes('claude-3')) yield complaint(`'${model}' does not support output format.`);
  const { schema } = objectIn(format);
  if (objectIn(schema)['type'] === 'object' && objectIn(schema)['additionalProperties'] !== false) {
    yield complaint(
      "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
    );
  }
}
