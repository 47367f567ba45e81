import type { ChatRequest } from '@belugapi/dialect-openai';
import type { ModelRow } from '@belugapi/model-catalog';

/**
 * Thinking by the row's preset, which models from K2.5 on have for a switch. An effort switches it too and goes itself only to
 * rows that list it (K3), never as none; a forced call is refused while thinking ("incompatible with thinking enabled"), so it switches it off.
 */
export function fitThinking(body: ChatRequest, row: ModelRow | undefined): ChatRequest {
  const { reasoning_effort: effort, ...rest } = body;
  const choice = body['tool_choice'];
  const forced = choice === 'required' || (typeof choice === 'object' && choice !== null);
  const listed = effort !== 'none' && row?.reasoning.efforts.some((each) => each === effort);
  const fitted = { ...rest, model: body.model, messages: body.messages, ...(listed && { reasoning_effort: effort }) };
  if (body['thinking'] === undefined) return fitted;
  if (effort === 'none' || forced) return { ...fitted, thinking: { type: 'disabled' } };
  return effort === undefined ? fitted : { ...fitted, thinking: { type: 'enabled' } };
}
