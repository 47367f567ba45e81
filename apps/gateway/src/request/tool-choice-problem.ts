import type { ToolBody, ToolChoiceBody } from './tool-schema.js';

/** Why a tool choice cannot be followed, in words for the caller; undefined where it can. */
export function toolChoiceProblem(
  choice: ToolChoiceBody | null | undefined,
  tools: readonly ToolBody[] | null | undefined,
): string | undefined {
  if (!choice || choice === 'auto' || choice === 'none') return undefined;
  if (!tools) return 'is only allowed when tools are given';
  if (choice === 'required') return undefined;
  const known = new Set(tools.map((tool) => `${tool.type} ${nameOf(tool)}`));
  const wanted = choice.type === 'allowed_tools' ? choice.allowed_tools.tools : [choice];
  const missing = wanted.find((tool) => !known.has(`${tool.type} ${nameOf(tool)}`));
  return missing && `names the ${missing.type} tool '${nameOf(missing)}', which is not among the tools`;
}

type NamedTool =
  | { readonly type: 'function'; readonly function: { readonly name: string } }
  | { readonly type: 'custom'; readonly custom: { readonly name: string } };

function nameOf(tool: NamedTool): string {
  return tool.type === 'function' ? tool.function.name : tool.custom.name;
}
