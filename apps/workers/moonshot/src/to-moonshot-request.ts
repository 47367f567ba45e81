import { type ChatMessage, type ChatRequest, defaultOutputLimit, hashedUser } from '@belugapi/dialect-openai';
import type { CompletionTask } from '@belugapi/provider-spec';
import { fitReasoning } from './fit-reasoning.js';
import { fitThinking } from './fit-thinking.js';
import { toMoonshotSchema } from './to-moonshot-schema.js';

/** A body as Kimi takes it (platform.kimi.ai/docs/api/chat). */
export function toMoonshotRequest(body: ChatRequest, task: CompletionTask): ChatRequest {
  const { user: _user, temperature, top_p: topP, ...rest } = fitThinking(body, task.row);
  const user = hashedUser(task);
  const limit = defaultOutputLimit(task);
  return {
    // The default of older models is 1024.
    ...(limit !== undefined && body['max_tokens'] === undefined && { max_completion_tokens: limit }),
    ...(user !== undefined && { safety_identifier: user }),
    ...rest,
    ...sampling(temperature, topP, task),
    ...fitSchemas(body),
    model: body.model,
    messages: fitReasoning(rest.messages, rest, task.row).filter(saysSomething),
  };
}

/** The successor samples as it likes and refuses anything else; the weights at hosts take up to 1. */
function sampling(temperature: unknown, topP: unknown, { route, row }: CompletionTask): Record<string, unknown> {
  if (row?.replacement === route.upstreamModel) return {};
  return {
    ...(typeof temperature === 'number' && { temperature: Math.min(temperature, 1) }),
    ...(topP !== undefined && { top_p: topP }),
  };
}

interface WireFunction {
  readonly function?: { readonly parameters?: unknown };
}

interface WireFormat {
  readonly json_schema?: { readonly name?: unknown; readonly description?: unknown; readonly schema?: unknown };
}

function fitSchemas({ tools, response_format: format }: ChatRequest): Record<string, unknown> {
  const given = (format as WireFormat | undefined)?.json_schema;
  return {
    ...(Array.isArray(tools) && { tools: tools.map(withFittedParameters) }),
    ...(given && {
      response_format: { type: 'json_schema', json_schema: { name: given.name, schema: describedSchema(given) } },
    }),
  };
}

function withFittedParameters(tool: WireFunction): object {
  return { ...tool, function: { ...tool.function, parameters: toMoonshotSchema(tool.function?.parameters) } };
}

function describedSchema({ description, schema }: NonNullable<WireFormat['json_schema']>): object {
  const fitted = toMoonshotSchema(schema);
  return description === undefined ? fitted : { description, ...fitted };
}

/** An empty answer of before is refused ("must not be empty"), and says nothing. */
function saysSomething({ role, content, tool_calls: calls }: ChatMessage): boolean {
  return role !== 'assistant' || calls !== undefined || (content !== '' && content !== null);
}
