import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { extraBodyOf } from '@belugapi/model-catalog';
import type { CompletionTask, UpstreamRequest } from '@belugapi/provider-spec';
import { takesLevels } from './thinking-config.js';
import { toConversation } from './to-contents.js';
import { toGenerationConfig } from './to-generation-config.js';
import { toTools } from './to-tools.js';

/**
 * Our request as a generateContent call (ai.google.dev/api/generate-content); a stream is asked for as server-sent events,
 * since it is one growing JSON list otherwise.
 * @throws {CompletionFailure} naming a field that the model does not take.
 */
export function toGoogleRequest(task: CompletionTask): UpstreamRequest {
  const { request, route, row } = task;
  const stream = request.stream && row?.streaming !== 'emulated';
  const { upstreamModel } = route;
  // Tuned models are addressed under a name of their own (`tunedModels/…`).
  const model = upstreamModel.includes('/') ? upstreamModel : `models/${upstreamModel}`;
  const method = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  const { generationConfig, ...extra } = extraBodyOf(row) as { readonly generationConfig?: object };
  const body = {
    ...extra,
    ...toConversation(request.messages, row !== undefined && takesLevels(row)),
    ...toTools(task),
    generationConfig: { ...generationConfig, ...toGenerationConfig(task) },
  };
  return { path: `/v1beta/${model}:${method}`, body: textOf(body), stream };
}

function textOf(body: object): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Arguments and results of tools are texts, whose depth nobody has looked at so far.
    const message = 'Invalid value: the JSON of a tool call or of its result is nested too deeply.';
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, message, { param: 'messages' });
  }
}
