import {
  type CompletionRequest,
  type Tool,
  type ToolChoice,
  ToolChoiceMode,
  type WebSearchOptions,
} from '@belugapi/contracts';

type Fields = Record<string, unknown>;

/** `tools`, `tool_choice` and `parallel_tool_calls` of a Responses request; no field where there is no tool. */
export function toResponsesTools({
  tools,
  toolChoice,
  parallelToolCalls,
  webSearchOptions,
}: CompletionRequest): Fields {
  const all = [...tools.map(toTool), ...(webSearchOptions ? [toWebSearch(webSearchOptions)] : [])];
  return {
    tools: all.length > 0 ? all : undefined,
    tool_choice: toolChoice && toToolChoice(toolChoice),
    parallel_tool_calls: tools.length > 0 ? parallelToolCalls : undefined,
  };
}

function toTool({ tool }: Tool): Fields {
  if (tool?.$case === 'custom') {
    const { name, description, formatJson } = tool.value;
    return { type: 'custom', name, description, format: formatJson && flatGrammar(JSON.parse(formatJson)) };
  }
  const { name, description, parametersJson, strict } = tool?.value ?? { name: '' };
  const parameters: unknown = parametersJson ? JSON.parse(parametersJson) : { type: 'object', properties: {} };
  // Strict is the default here and not on Chat Completions; it changes the schema and refuses many.
  return { type: 'function', name, description, parameters, strict: strict ?? false };
}

/** Chat Completions nests a grammar: `{"type":"grammar","grammar":{"syntax","definition"}}`. */
function flatGrammar(format: unknown): unknown {
  if (typeof format !== 'object' || format === null || !('grammar' in format)) return format;
  const { grammar, ...rest } = format;
  return typeof grammar === 'object' ? { ...rest, ...grammar } : format;
}

/** Chat Completions nests the place: `{"type":"approximate","approximate":{"city", …}}`. */
function toWebSearch({ searchContextSize, userLocationJson }: WebSearchOptions): Fields {
  const { type, approximate } = (userLocationJson ? JSON.parse(userLocationJson) : {}) as {
    readonly type?: string;
    readonly approximate?: object;
  };
  return {
    type: 'web_search',
    search_context_size: searchContextSize,
    user_location: userLocationJson ? { type, ...approximate } : undefined,
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
    case 'custom':
      return { type: choice.$case, name: choice.value };
    case 'allowed': {
      const tools = choice.value.functions.map((name) => ({ type: 'function', name }));
      return { type: 'allowed_tools', mode: modes[choice.value.mode], tools };
    }
    case undefined:
      return undefined;
  }
}
