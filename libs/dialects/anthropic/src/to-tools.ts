import {
  type CompletionRequest,
  FailureCode,
  type ToolChoice,
  ToolChoiceMode,
  type WebSearchOptions,
} from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { cleanSchema } from './clean-schema.js';
import { holdsOpenObject } from './holds-open-object.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * `strict` tools need a schema of the vendor's own dialect, which cannot say what `holdsOpenObject` finds; models without structured
 * output refuse the field.
 */
export function toTools(request: CompletionRequest, takesStrict: boolean): Fields[] {
  const { tools, toolChoice, webSearchOptions } = request;
  const choice = toolChoice?.choice;
  const allowed = choice?.$case === 'allowed' ? new Set(choice.value.functions) : undefined;
  const functions = tools.map(({ tool }, index) => {
    if (tool?.$case !== 'function')
      throw unsupported('Only function tools are supported by this model.', `tools[${index}]`);
    const { name, description, parametersJson, strict } = tool.value;
    const schema = toInputSchema(parametersJson);
    const isStrict = strict && takesStrict && !holdsOpenObject(schema);
    const own = isStrict ? { input_schema: cleanSchema(schema), strict } : { input_schema: schema };
    return { name, description, ...own };
  });
  return [
    ...functions.filter(({ name }) => !allowed || allowed.has(name)),
    ...(webSearchOptions ? [toWebSearch(webSearchOptions)] : []),
  ];
}

/** How the model may call; undefined where that goes without saying. */
export function toToolChoice({ toolChoice, parallelToolCalls }: CompletionRequest): Fields | undefined {
  const choice = toolChoice && toChoice(toolChoice);
  if (parallelToolCalls !== false || choice?.['type'] === 'none') return choice;
  return { ...(choice ?? { type: 'auto' }), disable_parallel_tool_use: true };
}

/** Whether the model must call a tool. */
export function isForced({ toolChoice, tools }: CompletionRequest): boolean {
  const choice = toolChoice?.choice;
  const mode = choice?.$case === 'allowed' ? choice.value.mode : choice?.$case === 'mode' ? choice.value : undefined;
  return tools.length > 0 && (choice?.$case === 'function' || mode === ToolChoiceMode.REQUIRED);
}

const modes: Readonly<Record<ToolChoiceMode, string>> = {
  [ToolChoiceMode.UNSPECIFIED]: 'auto',
  [ToolChoiceMode.AUTO]: 'auto',
  [ToolChoiceMode.NONE]: 'none',
  [ToolChoiceMode.REQUIRED]: 'any',
};

function toChoice({ choice }: ToolChoice): Fields | undefined {
  switch (choice?.$case) {
    case 'mode':
      return { type: modes[choice.value] };
    case 'function':
      return { type: 'tool', name: choice.value };
    case 'allowed':
      return { type: modes[choice.value.mode] };
    case 'custom':
      throw unsupported('Only function tools can be chosen with this model.', 'tool_choice');
    case undefined:
      return undefined;
  }
}

// It must be an object, and say so.
function toInputSchema(json: string | undefined): Fields {
  const schema = (json === undefined ? {} : JSON.parse(json)) as Fields;
  return { ...schema, type: 'object', properties: schema['properties'] ?? {} };
}

// OpenAI names no count: these are the ones that new-api uses.
const searches: Readonly<Record<string, number>> = { low: 1, medium: 5, high: 10 };

function toWebSearch({ searchContextSize = 'medium', userLocationJson }: WebSearchOptions): Fields {
  const location = userLocationJson === undefined ? {} : (JSON.parse(userLocationJson) as Fields);
  const approximate = location['approximate'];
  return {
    type: 'web_search_20250305',
    name: 'web_search',
    max_uses: searches[searchContextSize] ?? 5,
    user_location: approximate ? { type: 'approximate', ...(approximate as Fields) } : undefined,
  };
}

function unsupported(message: string, param: string): CompletionFailure {
  return CompletionFailure.of(FailureCode.UNSUPPORTED_PARAMETER, message, { param });
}
