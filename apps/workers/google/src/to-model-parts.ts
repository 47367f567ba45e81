import type { Message, ReasoningState, ToolCall } from '@belugapi/contracts';
import { parseObject } from './parse-object.js';
import type { Part } from './to-user-parts.js';

// Google's own word for calls whose signature is lost (ai.google.dev/gemini-api/docs/thought-signatures).
const skipValidation = 'skip_thought_signature_validator';

/**
 * An assistant's message as parts: its text, then its calls with the signatures that came with them. A signature on text
 * is not asked for, so none is kept. `needsSignature`: Gemini 3 refuses a step whose first call has none.
 */
export function toModelParts(
  { content, refusal, toolCalls, reasoningState }: Message,
  needsSignature: boolean,
): Part[] {
  const said = content.map(({ part }) => {
    if (part?.$case === 'text') return part.value.text;
    return part?.$case === 'refusal' ? part.value.refusal : '';
  });
  const texts = [...said, refusal ?? ''].filter((text) => text !== '').map((text) => ({ text }));
  const calls = toolCalls.map((call, index) => {
    const lost = index === 0 && needsSignature ? skipValidation : undefined;
    const thoughtSignature = signatureOf(call.id, reasoningState) ?? lost;
    return { functionCall: toFunctionCall(call), ...(thoughtSignature !== undefined && { thoughtSignature }) };
  });
  return [...texts, ...calls];
}

function toFunctionCall({ id, call }: ToolCall): Part {
  if (call?.$case === 'custom') return { id, name: call.value.name, args: { input: call.value.input } };
  return { id, name: call?.value.name ?? '', args: parseObject(call?.value.arguments ?? '') ?? {} };
}

function signatureOf(callId: string, states: readonly ReasoningState[]): string | undefined {
  const state = states.find(
    ({ provider, kind, toolCallId }) => provider === 'google' && kind === 'thought_signature' && toolCallId === callId,
  );
  return state && Buffer.from(state.data).toString();
}
