import {
  type CompletionRequest,
  type Message,
  Role,
  type Tool,
  type ToolChoice,
  ToolChoiceMode,
} from '@belugapi/contracts';
import type { CompletionTask, UpstreamRefusal } from '@belugapi/provider-spec';

/** The request without what an engine refused, where the refusal speaks of it and the request has it. */
type Without = (request: CompletionRequest) => CompletionRequest | undefined;

const ways: readonly (readonly [saying: RegExp, without: Without])[] = [
  [/stream/i, withoutStream],
  [/tool_choice/i, withoutForcedCall],
  [/strict/i, withoutStrict],
];

/**
 * Another way to ask an engine that cannot do a thing its kind mostly can: whole instead of streamed, told instead of forced
 * to call a tool, without strict schemas. Sources disagree on which engine can what, so the engine is asked first.
 */
export function rerouteEngineRequest(refusal: UpstreamRefusal, task: CompletionTask): CompletionTask | undefined {
  if (refusal.status !== 400 && refusal.status !== 422) return undefined;
  for (const [saying, without] of ways) {
    const request = saying.test(refusal.body) ? without(task.request) : undefined;
    if (request) return { ...task, request };
  }
  return undefined;
}

function withoutStream(request: CompletionRequest): CompletionRequest | undefined {
  return request.stream ? { ...request, stream: false } : undefined;
}

function withoutForcedCall({ toolChoice, ...request }: CompletionRequest): CompletionRequest | undefined {
  const told = toolChoice && toldInstead(toolChoice);
  if (!told) return undefined;
  const { line, choice } = told;
  return { ...request, messages: instructed(request.messages, line), toolChoice: choice && { choice } };
}

function toldInstead({ choice }: ToolChoice): { line: string; choice?: ToolChoice['choice'] } | undefined {
  const line = 'You must call one of the tools.';
  if (choice?.$case === 'function') return { line: `You must call the tool ${choice.value}.` };
  if (choice?.$case === 'mode' && choice.value === ToolChoiceMode.REQUIRED) return { line };
  if (choice?.$case === 'allowed' && choice.value.mode === ToolChoiceMode.REQUIRED) {
    // The tools stay narrowed to the allowed ones.
    return { line, choice: { $case: 'allowed', value: { ...choice.value, mode: ToolChoiceMode.AUTO } } };
  }
  return undefined;
}

// Templates that know one system message know it at the head.
function instructed(messages: readonly Message[], text: string): Message[] {
  const part = { part: { $case: 'text' as const, value: { text } } };
  const [first, ...rest] = messages;
  return first?.role === Role.SYSTEM || first?.role === Role.DEVELOPER
    ? [{ ...first, content: [...first.content, part] }, ...rest]
    : [{ role: Role.SYSTEM, content: [part], toolCalls: [], reasoningState: [] }, ...messages];
}

function withoutStrict(request: CompletionRequest): CompletionRequest | undefined {
  if (!request.tools.some(isStrict)) return undefined;
  const tools = request.tools.map((each) =>
    each.tool?.$case === 'function'
      ? { tool: { ...each.tool, value: { ...each.tool.value, strict: undefined } } }
      : each,
  );
  return { ...request, tools };
}

function isStrict({ tool }: Tool): boolean {
  return tool?.$case === 'function' && tool.value.strict === true;
}
