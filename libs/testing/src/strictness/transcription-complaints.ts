import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { objectIn, textIn } from '../wires/json-values.js';
import { complaint } from './complaint.js';

const formats = ['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'wav', 'webm'];
const fields = [
  'file model language prompt response_format temperature stream include[] chunking_strategy chunking_strategy[type]',
].flatMap((line) => line.split(' '));

/** What api.openai.com refuses of an audio file, in its words. */
export function* transcriptionComplaints({
  body,
  model,
}: Pick<VendorRequest, 'model' | 'body'>): Generator<VendorFailure> {
  for (const name of Object.keys(body)) {
    if (!fields.includes(name) && !name.startsWith('chunking_strategy[')) {
      yield complaint(`Unknown parameter: '${name}'.`, { param: name, code: 'unknown_parameter' });
    }
  }
  const { name, size } = objectIn(body['file']);
  if (size === undefined) yield complaint("Missing required parameter: 'file'.", { param: 'file' });
  if (size === 0)
    yield complaint('Audio file might be corrupted or unsupported', { param: 'file', code: 'invalid_value' });
  if (!formats.includes(textIn(name).split('.').at(-1) ?? '')) {
    yield complaint(`Unrecognized file format. Supported formats: ${JSON.stringify(formats)}`, { param: 'file' });
  }
  const format = body['response_format'] ?? 'json';
  if (format !== 'json') {
    yield complaint(
      `response_format '${String(format as unknown)}' is not compatible with model '${model}'. Use 'json' instead.`,
      { param: 'response_format', code: 'unsupported_value' },
    );
  }
}
