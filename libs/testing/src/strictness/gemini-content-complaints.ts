import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { callSignature } from '../wires/gemini-wire.js';
import { type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { complaint } from './complaint.js';

type Asked = Pick<VendorRequest, 'model' | 'body'>;

/** Google takes this word for a signature that was lost (ai.google.dev, "Thought signatures"). */
const withoutSignature = 'skip_thought_signature_validator';

const mediaTypes = /^(image\/(png|jpeg|webp|heic|heif)|audio\/[\w.+-]+|application\/pdf|text\/plain)$/;

/** What Google refuses in a history, in its words. */
export function* geminiContentComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const contents = objectsIn(body['contents']);
  if (contents.length === 0) yield complaint('* GenerateContentRequest.contents: contents is not specified');
  for (const [index, { role, parts }] of contents.entries()) {
    const given = objectsIn(parts);
    if (role !== 'user' && role !== 'model') yield complaint('Please use a valid role: user, model.');
    if (given.length === 0) {
      yield complaint(`* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.`);
    }
    for (const part of given) yield* partComplaints(part);
    if (model.startsWith('gemini-3')) yield* signatureComplaints(given, index);
  }
  yield* pairComplaints(contents);
}

function* partComplaints(part: JsonObject): Generator<VendorFailure> {
  const { functionCall, functionResponse, inlineData, fileData, text } = part;
  if ([functionCall, functionResponse, inlineData, fileData, text].every((data) => data === undefined || data === '')) {
    yield complaint(
      "Unable to submit request because it must have a text parameter: required oneof field 'data' must have one initialized field",
    );
  }
  const { mimeType, data } = objectIn(inlineData);
  if (inlineData !== undefined && !mediaTypes.test(textIn(mimeType))) {
    yield complaint(`Unsupported MIME type: ${textIn(mimeType)}`);
  }
  if (inlineData !== undefined && !/^[\w+/=-]+$/.test(textIn(data))) yield complaint('Base64 decoding failed');
  if (
    fileData !== undefined &&
    !textIn(objectIn(fileData)['fileUri']).startsWith('https://generativelanguage.googleapis.com/')
  ) {
    yield complaint('Cannot fetch content from the provided URL.');
  }
  for (const [name, { args, response }] of [
    ['function_call.args', objectIn(functionCall)],
    ['function_response.response', objectIn(functionResponse)],
  ] as const) {
    const value = name === 'function_call.args' ? args : response;
    if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      yield complaint(`Invalid value at '${name}' (type.googleapis.com/google.protobuf.Struct)`);
    }
  }
}

/** The first call of each step carries the signature of the thoughts that led to it. */
function* signatureComplaints(parts: readonly JsonObject[], position: number): Generator<VendorFailure> {
  const first = parts.find(({ functionCall }) => functionCall !== undefined);
  if (!first) return;
  const { name, args } = objectIn(first['functionCall']);
  const { thoughtSignature } = first;
  if (thoughtSignature === undefined) {
    yield complaint(
      `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${textIn(name)}\`, position ${position + 1}.`,
    );
  } else if (
    thoughtSignature !== withoutSignature &&
    thoughtSignature !== callSignature(textIn(name), objectIn(args))
  ) {
    yield complaint('Corrupted thought signature.');
  }
}

function* pairComplaints(contents: readonly JsonObject[]): Generator<VendorFailure> {
  const names = (content: JsonObject | undefined, kind: string) =>
    objectsIn(content?.['parts']).flatMap((part) =>
      part[kind] === undefined ? [] : [textIn(objectIn(part[kind])['name'])],
    );
  for (const [index, content] of contents.entries()) {
    const calls = names(content, 'functionCall');
    const next = contents[index + 1];
    if (calls.length > 0 && names(next, 'functionResponse').join() !== calls.join()) {
      yield complaint(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      );
    }
    const asked = names(contents[index - 1], 'functionCall');
    if (names(content, 'functionResponse').length > 0 && asked.length === 0) {
      yield complaint('Please ensure that function response turn comes immediately after a function call turn.');
    }
    if (content['role'] === contents[index - 1]?.['role'] && calls.length > 0) {
      yield complaint(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    }
  }
}
