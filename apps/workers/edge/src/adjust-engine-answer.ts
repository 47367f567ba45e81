import type { AdjustAnswer, WireChoice, WireCompletion, WireMessage, WireUsage } from '@belugapi/dialect-openai';
import type { CompletionTask } from '@belugapi/provider-spec';

/** Groq's own place for what went on beside the answer. */
interface EngineAnswer extends WireCompletion {
  readonly x_groq?: { readonly usage?: WireUsage | null; readonly error?: string | null } | null;
}

/**
 * Repairs what engines are known to do: Groq's usage and error in a place of their own, harmony tokens in a tool's name
 * (gpt-oss), and a tool call after the JSON text that was asked for, which only says it again (GLM on Cerebras).
 */
export function adjustEngineAnswer({ request }: CompletionTask): AdjustAnswer {
  const format = request.responseFormat?.format?.$case;
  const repeats = format === 'jsonObject' || format === 'jsonSchema' ? new RepeatedCalls() : undefined;
  return (answer: EngineAnswer) => {
    const { choices, x_groq: groq } = answer;
    const calls = choices?.some(({ delta, message }) => delta?.tool_calls ?? message?.tool_calls);
    if (!repeats && !groq && !calls) return answer;
    return {
      ...answer,
      usage: answer.usage ?? groq?.usage ?? null,
      error: answer.error ?? groq?.error ?? null,
      choices: choices?.map((choice) => withPlainNames(repeats ? repeats.removedFrom(choice) : choice)) ?? null,
    };
  };
}

class RepeatedCalls {
  private readonly spoke = new Set<number>();
  private readonly removed = new Set<number>();

  removedFrom(choice: WireChoice): WireChoice {
    const { index = 0 } = choice;
    const message = choice.delta ?? choice.message;
    if (typeof message?.content === 'string' && message.content.trim() !== '') this.spoke.add(index);
    if (!this.spoke.has(index)) return choice;
    if (message?.tool_calls?.length) this.removed.add(index);
    const called = choice.finish_reason === 'tool_calls' && this.removed.has(index);
    return {
      ...withMessage(choice, (each) => ({ ...each, tool_calls: null })),
      ...(called && { finish_reason: 'stop' }),
    };
  }
}

function withPlainNames(choice: WireChoice): WireChoice {
  return withMessage(choice, (message) =>
    message.tool_calls ? { ...message, tool_calls: message.tool_calls.map(withPlainName) } : message,
  );
}

function withPlainName(call: NonNullable<WireMessage['tool_calls']>[number]): typeof call {
  const name: unknown = call.function?.name;
  if (typeof name !== 'string' || !name.includes('<|')) return call;
  return { ...call, function: { ...call.function, name: name.slice(0, name.indexOf('<|')) || name } };
}

function withMessage(choice: WireChoice, change: (message: WireMessage) => WireMessage): WireChoice {
  const { delta, message } = choice;
  if (delta) return { ...choice, delta: change(delta) };
  return message ? { ...choice, message: change(message) } : choice;
}
