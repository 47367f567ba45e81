import { type CompletionRequest, FailureCode, ToolChoiceMode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import { takesLevels } from './thinking-config.js';
import { toGoogleSchema } from './to-google-schema.js';

/**
 * generationConfig's fields for a JSON answer (ai.google.dev/gemini-api/docs/structured-output).
 * @throws {CompletionFailure} where the model takes tools or JSON, but not both.
 */
export function toResponseFormat(task: CompletionTask): Readonly<Record<string, unknown>> {
  const { request, route } = task;
  const format = request.responseFormat?.format;
  // A forced call leaves no text to give a form to, and "forced function calling … is unsupported" beside it.
  if (!asksForJson(request) || forcesCall(request)) return {};
  if (request.tools.length > 0 && !forbidsCalls(request) && jsonExcludesTools(task)) {
    const message = `The model \`${route.servedModel}\` does not take 'response_format' of JSON together with 'tools'.`;
    throw CompletionFailure.of(FailureCode.UNSUPPORTED_PARAMETER, message, { param: 'response_format' });
  }
  const schema = format?.$case === 'jsonSchema' ? format.value.schemaJson : undefined;
  return {
    responseMimeType: 'application/json',
    // The gateway made this text from the caller's own JSON.
    ...(schema !== undefined && { responseJsonSchema: toGoogleSchema(JSON.parse(schema)) }),
  };
}

/** Whether tools that must not be called have to stay out of the request as well. */
export function leavesToolsOut(task: CompletionTask): boolean {
  return asksForJson(task.request) && forbidsCalls(task.request) && jsonExcludesTools(task);
}

// "Function calling with a response mime type: 'application/json' is unsupported", up to Gemini 2.5 (python-genai#867).
function jsonExcludesTools({ row }: CompletionTask): boolean {
  return row !== undefined && !takesLevels(row);
}

function asksForJson({ responseFormat }: CompletionRequest): boolean {
  const kind = responseFormat?.format?.$case;
  return kind === 'jsonObject' || kind === 'jsonSchema';
}

function forbidsCalls({ toolChoice }: CompletionRequest): boolean {
  return toolChoice?.choice?.$case === 'mode' && toolChoice.choice.value === ToolChoiceMode.NONE;
}

function forcesCall({ tools, toolChoice }: CompletionRequest): boolean {
  if (tools.length === 0) return false;
  switch (toolChoice?.choice?.$case) {
    case 'mode':
      return toolChoice.choice.value === ToolChoiceMode.REQUIRED;
    case 'allowed':
      return toolChoice.choice.value.mode === ToolChoiceMode.REQUIRED;
    case 'function':
    case 'custom':
      return true;
    case undefined:
      return false;
  }
}
