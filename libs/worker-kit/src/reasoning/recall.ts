import { type Message, Role } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { questionDigest } from './question-digest.js';
import type { ReasoningMemory } from './reasoning-memory.js';

// Those that count are the last ones: most vendors drop the reasoning of earlier turns themselves.
const mostMessages = 64;

/**
 * The task with what the model had thought before it called tools, where its caller lost that, or but for its end, and the memory
 * has it. What else the caller sent stays. Never throws; without tool calls it costs nothing.
 */
export async function recall(task: CompletionTask, provider: string, memory: ReasoningMemory): Promise<CompletionTask> {
  const { request, organizationId } = task;
  const lacking = [...request.messages.keys()].filter((index) => lacksState(request.messages[index], provider));
  if (lacking.length === 0 || organizationId === '') return task;
  const places = lacking.slice(-mostMessages);
  const turns = places.map((index) => ({
    owner: { provider, organizationId, question: questionDigest(request.messages, index) },
    calls: request.messages[index]?.toolCalls ?? [],
  }));
  const found = await memory.find(turns);
  if (found.every((message) => message === undefined)) return task;
  const byPlace = new Map(places.map((index, position) => [index, found[position]]));
  const messages = request.messages.map((message, index) => withReasoning(message, byPlace.get(index), provider));
  return { ...task, request: { ...request, messages } };
}

function lacksState(message: Message | undefined, provider: string): boolean {
  if (message?.role !== Role.ASSISTANT || message.toolCalls.length === 0) return false;
  return message.reasoningState.every((state) => state.provider !== provider);
}

function withReasoning(message: Message, found: Message | undefined, provider: string): Message {
  if (!found) return message;
  const { reasoningContent: told = '' } = message;
  const { reasoningContent: whole = '' } = found;
  // Of a streamed text the helpers of OpenAI's Node SDK keep the last piece alone, and send that back.
  const reasoningContent = whole.endsWith(told) ? whole : told;
  return {
    ...message,
    ...(reasoningContent && { reasoningContent }),
    reasoningState: [...message.reasoningState, ...found.reasoningState.filter((state) => state.provider === provider)],
  };
}
