import { type ChatMessage, type ChatRequest, hashedUser } from '@belugapi/dialect-openai';
import type { CompletionTask } from '@belugapi/provider-spec';
import { fitThinking } from './fit-thinking.js';

/** A body as GLM takes it (docs.z.ai/api-reference/llm/chat-completion). */
export function toZhipuRequest(body: ChatRequest, task: CompletionTask): ChatRequest {
  const { user: _user, temperature, top_p: topP, max_tokens: limit, ...rest } = fitThinking(body, task.row);
  const user = hashedUser(task);
  return {
    ...rest,
    model: body.model,
    messages: askedBySomebody(rest.messages),
    // More than the model can give is refused, and could not come anyway.
    ...(typeof limit === 'number' && { max_tokens: Math.min(limit, task.row?.maxOutputTokens ?? limit) }),
    ...(typeof temperature === 'number' && sampling(temperature)),
    ...(typeof topP === 'number' && { top_p: Math.min(Math.max(topP, 0.01), 1) }),
    // Without it a call's arguments come in one piece at the end (docs.z.ai, "Stream Tool Call").
    ...(body['stream'] === true && body['tools'] !== undefined && { tool_stream: true }),
    ...(user !== undefined && { user_id: user }),
  };
}

/** GLM samples from 0 to 1, and 0 is no temperature but another way to choose. */
function sampling(temperature: number): Record<string, unknown> {
  return temperature <= 0 ? { do_sample: false } : { temperature: Math.min(temperature, 1) };
}

/** GLM refuses histories in which no user speaks; OpenAI takes them. A tool keeps the last word. */
function askedBySomebody(messages: readonly ChatMessage[]): ChatMessage[] {
  if (messages.some(({ role }) => role === 'user')) return [...messages];
  const last = messages.at(-1)?.['role'] === 'tool';
  const at = last ? messages.findIndex(({ role }) => role !== 'system') : messages.length;
  return messages.toSpliced(at, 0, { role: 'user', content: 'Go on.' });
}
