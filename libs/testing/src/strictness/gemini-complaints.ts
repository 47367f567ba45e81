import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { complaint } from './complaint.js';
import { geminiContentComplaints } from './gemini-content-complaints.js';

type Asked = Pick<VendorRequest, 'model' | 'body'>;

/** What Google refuses on generateContent, in its words. */
export function* geminiComplaints(asked: Asked): Generator<VendorFailure> {
  const { body } = asked;
  const config = objectIn(body['generationConfig']);
  yield* unknownNames(body, requestFields, '');
  yield* unknownNames(config, configFields, 'generation_config');
  yield* configComplaints(asked, config);
  yield* thinkingComplaints(asked.model, objectIn(config['thinkingConfig']));
  yield* schemaComplaints(asked, config);
  yield* geminiContentComplaints(asked);
}

const requestFields = 'contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent'.split(
  ' ',
);
const configFields = [
  'candidateCount stopSequences maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty',
  'responseMimeType responseSchema responseJsonSchema responseLogprobs logprobs thinkingConfig responseModalities',
].flatMap((line) => line.split(' '));

function* unknownNames(given: JsonObject, known: readonly string[], at: string): Generator<VendorFailure> {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const where = at === '' ? '' : ` at '${at}'`;
    yield complaint(`Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`);
  }
}

function* configComplaints({ body }: Asked, config: JsonObject): Generator<VendorFailure> {
  const { candidateCount, stopSequences, seed, temperature } = config;
  if (Number(candidateCount ?? 1) > 1) yield complaint('Multiple candidates is not enabled for this model');
  if (Array.isArray(stopSequences) && stopSequences.length > 5)
    yield complaint('stop_sequences: at most 5 stop sequences');
  if (seed !== undefined && (!Number.isInteger(seed) || Math.abs(Number(seed)) > 2 ** 31 - 1)) {
    yield complaint(`Invalid value at 'generation_config.seed' (TYPE_INT32), ${JSON.stringify(seed)}`);
  }
  if (typeof temperature === 'number' && (temperature < 0 || temperature > 2)) {
    yield complaint('Unable to submit request because temperature must be in the range [0.0, 2.0].');
  }
  if (config['frequencyPenalty'] !== undefined || config['presencePenalty'] !== undefined) {
    yield complaint('Penalty is not enabled for this model');
  }
  if (config['responseLogprobs'] !== undefined) yield complaint('Logprobs is not enabled for this model');
  const mode = objectIn(objectIn(body['toolConfig'])['functionCallingConfig'])['mode'];
  if (body['toolConfig'] !== undefined && !['AUTO', 'ANY', 'NONE'].some((known) => known === mode)) {
    yield complaint(`Invalid value at 'tool_config.function_calling_config.mode', "${String(mode)}"`);
  }
}

const budgets: readonly (readonly [RegExp, number, number])[] = [
  [/^gemini-2\.5-pro/, 128, 32_768],
  [/^gemini-2\.5-flash-lite/, 512, 24_576],
  [/^gemini-2\.5-flash/, 1, 24_576],
];
const levels: readonly (readonly [RegExp, string])[] = [
  [/^gemini-3-pro/, 'low high'],
  [/^gemini-3\.\d-pro/, 'low medium high'],
  [/^gemini-3/, 'minimal low medium high'],
];

function* thinkingComplaints(model: string, config: JsonObject): Generator<VendorFailure> {
  const { thinkingBudget, thinkingLevel } = config;
  yield* unknownNames(
    config,
    ['thinkingBudget', 'thinkingLevel', 'includeThoughts'],
    'generation_config.thinking_config',
  );
  if (model.startsWith('gemini-2.0') && Object.keys(config).length > 0) {
    yield complaint('Thinking is not supported by this model.');
  }
  if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
    yield complaint('You can only set only one of thinking budget and thinking level.');
  }
  if (thinkingLevel !== undefined) {
    const [, words = ''] = levels.find(([pattern]) => pattern.test(model)) ?? [];
    if (!words.split(' ').some((word) => word === thinkingLevel)) {
      yield complaint(`Thinking level ${textIn(thinkingLevel).toUpperCase()} is not supported for this model.`);
    }
  }
  if (thinkingBudget === undefined) return;
  const [, minimum = 0, maximum = 32_768] = budgets.find(([pattern]) => pattern.test(model)) ?? [];
  const value = Number(thinkingBudget);
  if (value === -1 || (value === 0 && minimum !== 128)) return;
  if (!(value >= minimum && value <= maximum)) {
    yield complaint(
      `The thinking budget ${value} is invalid. Please choose a value between ${minimum} and ${maximum}.`,
    );
  }
}

function* schemaComplaints({ model, body }: Asked, config: JsonObject): Generator<VendorFailure> {
  const declarations = objectsIn(body['tools']).flatMap(({ functionDeclarations }) => objectsIn(functionDeclarations));
  for (const [index, declaration] of declarations.entries()) {
    const at = `tools[0].function_declarations[${index}]`;
    yield* unknownNames(declaration, ['name', 'description', 'parameters', 'parametersJsonSchema', 'response'], at);
    yield* openApiComplaints(declaration['parameters'], `${at}.parameters`);
    if (declaration['parameters'] !== undefined && declaration['parametersJsonSchema'] !== undefined) {
      yield complaint(`${at}: parameters and parameters_json_schema are mutually exclusive.`);
    }
  }
  yield* openApiComplaints(config['responseSchema'], 'generation_config.response_schema');
  const structured = config['responseSchema'] ?? config['responseJsonSchema'];
  if (structured !== undefined && config['responseMimeType'] !== 'application/json') {
    yield complaint('Response schema is only supported with response mime type application/json.');
  }
  if (declarations.length > 0 && config['responseMimeType'] === 'application/json' && model.startsWith('gemini-2')) {
    yield complaint("Function calling with a response mime type: 'application/json' is unsupported");
  }
}

const openApiWords = [
  'type format title description nullable enum maxItems minItems properties required minProperties maxProperties',
  'minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum',
].flatMap((line) => line.split(' '));

/** These schemas are OpenAPI's, which lacks much of JSON Schema. */
function* openApiComplaints(schema: unknown, at: string): Generator<VendorFailure> {
  if (schema === undefined) return;
  const given = objectIn(schema);
  yield* unknownNames(given, openApiWords, at);
  if (Array.isArray(given['type'])) yield complaint(`Proto field is not repeating, cannot start list at '${at}.type'.`);
  if (textIn(given['type']).toLowerCase() === 'object' && Object.keys(objectIn(given['properties'])).length === 0) {
    yield complaint(`${at}.properties: should be non-empty for OBJECT type`);
  }
  for (const [name, value] of Object.entries(objectIn(given['properties']))) {
    yield* openApiComplaints(value, `${at}.properties.${name}`);
  }
  yield* openApiComplaints(given['items'], `${at}.items`);
  for (const [index, value] of objectsIn(given['anyOf']).entries())
    yield* openApiComplaints(value, `${at}.any_of[${index}]`);
}
