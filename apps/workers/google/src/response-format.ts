import { type CompletionRequest, ToolChoiceMode } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { takesLevels } from './thinking-config.js';
import { toGoogleSchema } from './to-google-schema.js';

/** generationConfig's fields for a JSON answer (ai.google.dev/gemini-api/docs/structured-output). */
export function toResponseFormat({ request }: CompletionTask): Readonly<Record<string, unknown>> {
  const format = request.responseFormat?.format;
  // A forced call leaves no text to give a form to, and "forced function calling … is unsupported" beside it.
  if (!asksForJson(request) || forcesCall(request)) return {};
  const schema = format?.$case === 'jsonSchema' ? format.value.schemaJson : undefined;
  return {
    responseMimeType: 'application/json',
    // The gateway made this text from the caller's own JSON.
    ...(schema !== undefined && { responseJsonSchema: toGoogleSchema(JSON.parse(schema)) }),
  };
}

/** The JSON formats that the model does not take in this request: before Gemini 3 none beside tools that it may call. */
export function lackedFormats(task: CompletionTask): readonly ('json_object' | 'json_schema')[] {
  const { request } = task;
  const mayCall = request.tools.length > 0 && !forbidsCalls(request) && !forcesCall(request);
  return mayCall && asksForJson(request) && jsonExcludesTools(task) ? ['json_object', 'json_schema'] : [];
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
