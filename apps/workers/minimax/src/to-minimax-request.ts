import type { ChatMessage, ChatRequest } from '@belugapi/dialect-openai';
import { fitSampling } from './fit-sampling.js';

/** A body as MiniMax takes it: what its schema lacks is refused as an invalid parameter (2013). */
export function toMiniMaxRequest(body: ChatRequest): ChatRequest {
  const { tool_choice: choice, tools, ...rest } = body;
  const split = body['reasoning_split'] === true;
  return {
    ...rest,
    ...fitSampling(body),
    model: body.model,
    messages: body.messages.map((message) => withReasoning(message, split)),
    // There is no tool choice in the schema: auto goes without saying, and none without tools.
    ...(tools !== undefined && choice !== 'none' && { tools }),
    ...(choice !== undefined && choice !== 'none' && choice !== 'auto' && { tool_choice: choice }),
  };
}

/** An answer goes back whole, its thinking in the form in which it came (text-openai-api, "Important Note"). */
function withReasoning({ reasoning_content: reasoning, ...message }: ChatMessage, split: boolean): ChatMessage {
  if (typeof reasoning !== 'string' || reasoning === '') return message;
  if (split) return { ...message, reasoning_details: [{ type: 'reasoning.text', text: reasoning }] };
  const { content } = message;
  return { ...message, content: `<think>\n${reasoning}\n</think>\n\n${typeof content === 'string' ? content : ''}` };
}
