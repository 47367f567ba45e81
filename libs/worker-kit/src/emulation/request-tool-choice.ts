import { type CompletionRequest, FailureCode, type Tool, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { ModelRow } from '@belugapi/model-catalog';
import { addInstruction } from './add-instruction.js';
import { demandsCall } from './demands-call.js';

/**
 * A tool choice in words. `none` is a request without tools; where the choice names tools, they alone are offered, so that no
 * other can be called; a call that must be made is asked for.
 * @throws {CompletionFailure} INVALID_VALUE where the choice leaves no tool to call.
 */
export function requestToolChoice(request: CompletionRequest, row: ModelRow | undefined): CompletionRequest {
  const { toolChoice } = request;
  const choice = toolChoice?.choice;
  if (choice?.$case === 'mode' && choice.value === ToolChoiceMode.NONE) {
    return { ...request, toolChoice: undefined, parallelToolCalls: undefined, tools: [] };
  }
  const tools = request.tools.filter((tool) => isOffered(tool, choice));
  const demanded = demandsCall(toolChoice);
  if (tools.length === 0 && (demanded || choice?.$case === 'allowed')) throw nothingToCall(choice);
  const without = { ...request, toolChoice: undefined, tools };
  if (!demanded) return without;
  const [only] = tools;
  const what = choice?.$case === 'function' || choice?.$case === 'custom' ? `the tool "${nameOf(only)}"` : anyTool;
  return addInstruction(without, row, `You must call ${what}; do not answer in text.`);
}

const anyTool = 'at least one of the provided tools';

function isOffered(tool: Tool, choice: ToolChoice['choice']): boolean {
  switch (choice?.$case) {
    case 'function':
    case 'custom':
      return tool.tool?.$case === choice.$case && nameOf(tool) === choice.value;
    case 'allowed':
      return tool.tool?.$case === 'function' && choice.value.functions.includes(nameOf(tool));
    case 'mode':
    case undefined:
      return true;
  }
}

function nameOf(tool: Tool | undefined): string {
  return tool?.tool?.value.name ?? '';
}

function nothingToCall(choice: ToolChoice['choice']): CompletionFailure {
  const reason =
    choice?.$case === 'mode'
      ? '`tool_choice` is only allowed where `tools` are given.'
      : '`tool_choice` names no tool that is in `tools`.';
  return CompletionFailure.of(FailureCode.INVALID_VALUE, reason, { param: 'tool_choice' });
}
