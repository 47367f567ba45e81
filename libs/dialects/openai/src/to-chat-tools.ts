import { type CompletionRequest, type Tool, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import { parseCarried } from './parse-carried.js';
import type { WireFeature } from './wire-feature.js';

/** The body fields `tools`, `tool_choice` and `parallel_tool_calls`, undefined where there is nothing to say. */
export function toChatTools(
  { tools: asked, toolChoice, parallelToolCalls }: CompletionRequest,
  lacks?: ReadonlySet<WireFeature>,
): Record<string, unknown> {
  const allowed = lacks?.has('allowedTools') ? allowedOf(toolChoice) : undefined;
  const tools = allowed ? asked.filter(({ tool }) => allowed.names.has(tool?.value.name ?? '')) : asked;
  const strict = !lacks?.has('strictTools');
  return {
    tools: tools.length > 0 ? tools.map((tool) => toTool(tool, strict)) : undefined,
    tool_choice: allowed ? allowed.mode : toolChoice && toToolChoice(toolChoice),
    parallel_tool_calls: tools.length > 0 && !lacks?.has('parallelToolCalls') ? parallelToolCalls : undefined,
  };
}

function toTool({ tool }: Tool, withStrict: boolean): Record<string, unknown> {
  if (tool?.$case === 'custom') {
    const { name, description, formatJson } = tool.value;
    return { type: 'custom', custom: { name, description, format: formatJson && parseCarried(formatJson) } };
  }
  const { name, description, parametersJson, strict } = tool?.value ?? { name: '' };
  return {
    type: 'function',
    function: {
      name,
      description,
      parameters: parametersJson && parseCarried(parametersJson),
      ...(withStrict && { strict }),
    },
  };
}

const modes: Readonly<Record<ToolChoiceMode, string>> = {
  [ToolChoiceMode.UNSPECIFIED]: 'auto',
  [ToolChoiceMode.AUTO]: 'auto',
  [ToolChoiceMode.NONE]: 'none',
  [ToolChoiceMode.REQUIRED]: 'required',
};

function toToolChoice({ choice }: ToolChoice): unknown {
  switch (choice?.$case) {
    case 'mode':
      return modes[choice.value];
    case 'function':
      return { type: 'function', function: { name: choice.value } };
    case 'custom':
      return { type: 'custom', custom: { name: choice.value } };
    case 'allowed': {
      const tools = choice.value.functions.map((name) => ({ type: 'function', function: { name } }));
      return { type: 'allowed_tools', allowed_tools: { mode: modes[choice.value.mode], tools } };
    }
    case undefined:
      return undefined;
  }
}

function allowedOf(toolChoice: ToolChoice | undefined): { mode: string; names: ReadonlySet<string> } | undefined {
  const choice = toolChoice?.choice;
  if (choice?.$case !== 'allowed') return undefined;
  return { mode: modes[choice.value.mode], names: new Set(choice.value.functions) };
}
