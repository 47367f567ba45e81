import type { ChatRequest } from '@belugapi/dialect-openai';
import type { ModelRow } from '@belugapi/model-catalog';

/**
 * GLM thinks unless told not to. `none` and `minimal` tell it so; other efforts go to rows that list them (GLM-5.2 on).
 * Earlier reasoning is only read where it is to be kept (docs.z.ai, "Thinking Mode", preserved thinking), so a history that
 * carries some asks for that.
 */
export function fitThinking(body: ChatRequest, row: ModelRow | undefined): ChatRequest {
  const { thinking: given, reasoning_effort: effort, messages, ...rest } = body;
  const preset = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  if (effort === 'none' || effort === 'minimal' || (effort === undefined && preset['type'] === 'disabled')) {
    const silent = messages.map(({ reasoning_content: _reasoning, ...message }) => message);
    return { ...rest, model: body.model, messages: silent, thinking: { type: 'disabled' } };
  }
  const keeps = messages.some((message) => message['reasoning_content'] !== undefined);
  const told = effort !== undefined || keeps || Object.keys(preset).length > 0;
  const listed = row?.reasoning.efforts.some((each) => each === effort);
  return {
    ...rest,
    model: body.model,
    messages,
    ...(told && { thinking: { ...(keeps && { clear_thinking: false }), ...preset, type: 'enabled' } }),
    ...(listed && { reasoning_effort: effort }),
  };
}
