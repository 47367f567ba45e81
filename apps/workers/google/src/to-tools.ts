import { FailureCode, type FunctionTool, type Tool, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import { leavesToolsOut } from './response-format.js';
import { isEmptyObjectSchema, toGoogleSchema } from './to-google-schema.js';

const modes: Readonly<Record<ToolChoiceMode, string>> = {
  [ToolChoiceMode.UNSPECIFIED]: 'AUTO',
  [ToolChoiceMode.AUTO]: 'AUTO',
  [ToolChoiceMode.NONE]: 'NONE',
  [ToolChoiceMode.REQUIRED]: 'ANY',
};

/**
 * The fields `tools` and `toolConfig` (ai.google.dev/gemini-api/docs/function-calling), without either where there is
 * nothing to call.
 * @throws {CompletionFailure} for a custom tool.
 */
export function toTools(task: CompletionTask): Readonly<Record<string, unknown>> {
  const { tools, toolChoice } = task.request;
  const declared = tools.map(functionOf).filter(({ name }) => mayBeCalled(name, toolChoice));
  if (declared.length === 0 || leavesToolsOut(task)) return {};
  const functionCallingConfig = toolChoice && toCallingConfig(toolChoice);
  return {
    tools: [{ functionDeclarations: declared.map(toDeclaration) }],
    ...(functionCallingConfig && { toolConfig: { functionCallingConfig } }),
  };
}

function functionOf({ tool }: Tool, position: number): FunctionTool {
  if (tool?.$case === 'function') return tool.value;
  const message = 'Unsupported parameter: this model takes function tools only.';
  throw CompletionFailure.of(FailureCode.UNSUPPORTED_PARAMETER, message, { param: `tools[${position}]` });
}

/** Names are taken beside mode ANY only; left to the model, the allowed functions are the ones it hears of. */
function mayBeCalled(name: string, toolChoice: ToolChoice | undefined): boolean {
  const choice = toolChoice?.choice;
  if (choice?.$case !== 'allowed' || choice.value.mode === ToolChoiceMode.REQUIRED) return true;
  return choice.value.functions.includes(name);
}

function toDeclaration({ name, description, parametersJson }: FunctionTool): Readonly<Record<string, unknown>> {
  // The gateway made this text from the caller's own JSON.
  const schema: unknown = parametersJson === undefined ? undefined : JSON.parse(parametersJson);
  const cleaned = schema === undefined || isEmptyObjectSchema(schema) ? undefined : toGoogleSchema(schema);
  return {
    name,
    ...(description !== undefined && { description }),
    ...(cleaned !== undefined && { parametersJsonSchema: cleaned }),
  };
}

function toCallingConfig({ choice }: ToolChoice): Readonly<Record<string, unknown>> | undefined {
  switch (choice?.$case) {
    case 'mode':
      return { mode: modes[choice.value] };
    case 'function':
      return { mode: 'ANY', allowedFunctionNames: [choice.value] };
    case 'allowed':
      if (choice.value.mode !== ToolChoiceMode.REQUIRED) return { mode: 'AUTO' };
      return { mode: 'ANY', allowedFunctionNames: choice.value.functions };
    case 'custom':
      throw CompletionFailure.of(
        FailureCode.UNSUPPORTED_PARAMETER,
        'Unsupported parameter: this model takes function tools only.',
        { param: 'tool_choice' },
      );
    case undefined:
      return undefined;
  }
}
