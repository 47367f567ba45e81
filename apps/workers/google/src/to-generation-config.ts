import type { CompletionTask } from '@belugapi/provider-spec';
import { toResponseFormat } from './response-format.js';
import { thinkingConfigOf } from './thinking-config.js';

const seedRange = 2 ** 31;

/** generationConfig (ai.google.dev/api/generate-content#generationconfig) without fields that nobody asked for. */
export function toGenerationConfig(task: CompletionTask): Readonly<Record<string, unknown>> {
  const { request, row } = task;
  const { maxOutputTokens, seed, stop } = request;
  const fields = {
    // More than the model can give is refused, and could not come anyway.
    maxOutputTokens: maxOutputTokens && Math.min(maxOutputTokens, row?.maxOutputTokens ?? maxOutputTokens),
    temperature: request.temperature,
    topP: request.topP,
    frequencyPenalty: request.frequencyPenalty,
    presencePenalty: request.presencePenalty,
    // An int32 there, any integer here.
    seed: seed === undefined ? undefined : ((seed % seedRange) + seedRange) % seedRange,
    stopSequences: stop.length > 0 ? stop : undefined,
    candidateCount: request.choiceCount,
    thinkingConfig: thinkingConfigOf(task),
    ...toResponseFormat(task),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
