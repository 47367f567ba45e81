import { FailureCode, type Principal } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { isServable, type ModelRow } from '@belugapi/model-catalog';
import type { Completion } from '../completions/completion.js';
import { type CompletionCall, dropsUnsupported, makeCompletion } from '../completions/make-completion.js';
import { busBodyLimitBytes } from '../gateway-config.js';
import type { UploadedForm } from '../http/read-form.js';
import type { ModelDirectory } from '../models/model-directory.js';
import { fitRequest } from '../request/fit-request.js';
import { parseBody } from '../request/parse-body.js';
import { unsupportedParameter } from '../request/unsupported-parameter.js';
import { recordingOf, toTranscriptionRequest } from './to-transcription-request.js';
import { foreignFields, type TranscriptionBody, transcriptionSchema } from './transcription-schema.js';

/** A transcription that is admitted, and how its caller wants the text. */
export interface Transcription {
  readonly completion: Completion;
  readonly format: 'json' | 'text';
}

/**
 * Reads a form into a completion: validated, its model found, its fields fitted to that model.
 * @throws {CompletionFailure} for whatever the caller has to change.
 */
export function readTranscription(
  call: CompletionCall & { readonly form: UploadedForm },
  directory: ModelDirectory,
  timeoutMs: number,
): Transcription {
  const { headers, principal, form } = call;
  const file = recordingOf(form);
  const asked = parseBody(transcriptionSchema, form.fields);
  const model = directory.resolve(asked.model, principal);
  if (model.served.wire !== 'transcription') throw otherModel(asked.model, directory, principal);
  const drop = dropsUnsupported(headers);
  const { body, dropped } = fitForm(asked, model.served, drop);
  const request = toTranscriptionRequest(body, file);
  const fitted = fitRequest(request, model.served, drop);
  const parts = {
    kind: 'transcription',
    model,
    fitted: { ...fitted, dropped: [...dropped, ...fitted.dropped] },
    includeUsage: true,
    // Base64 makes four bytes of three, and the rest of a form is short.
    large: file.data.length > busBodyLimitBytes / 2,
  };
  return {
    completion: makeCompletion(call, parts, timeoutMs),
    format: body.response_format === 'text' ? 'text' : 'json',
  };
}

/** Leaves out the fields that the catalogue does not name and the model does not take, or refuses them. */
function fitForm(
  asked: TranscriptionBody,
  row: ModelRow,
  drop: boolean,
): { body: TranscriptionBody; dropped: string[] } {
  const { response_format: format, include } = asked;
  const dropped: string[] = foreignFields.filter((name) => asked[name] !== undefined);
  if (format !== undefined && format !== 'json' && format !== 'text') dropped.push('response_format');
  if (include && ['dropped', 'rejected'].includes(row.parameters.logprobs)) dropped.push('include');
  const [first] = dropped;
  if (first === undefined) return { body: asked, dropped };
  if (!drop) throw unsupportedParameter(first, row, first === 'response_format' ? format : undefined);
  const kept = Object.entries(asked).filter(([name]) => !dropped.includes(name));
  return { body: Object.fromEntries(kept) as TranscriptionBody, dropped };
}

function otherModel(id: string, directory: ModelDirectory, principal: Principal): CompletionFailure {
  const rows = directory.list(principal).map(({ row }) => row);
  const others = rows.filter((row) => row.wire === 'transcription' && isServable(row, Date.now()));
  const advice = others.length > 0 ? ` Use ${others.map((row) => `\`${row.id}\``).join(' or ')}.` : '';
  const message = `Invalid value for 'model': \`${id}\` does not transcribe audio.${advice}`;
  return CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param: 'model' });
}
