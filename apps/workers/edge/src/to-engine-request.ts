import type { ChatMessage, ChatRequest } from '@belugapi/dialect-openai';

/**
 * Puts earlier reasoning where the model's template looks for it. The catalogue's extra body tells which: a model told to
 * keep it (`clear_thinking: false`, GLM) reads it at the head of the content, one whose reasoning comes parsed
 * (`reasoning_format`, gpt-oss) beside it, and any other not at all (inference-docs.cerebras.ai, "Reasoning").
 */
export function toEngineRequest(body: ChatRequest): ChatRequest {
  const give = giverOf(body);
  return { ...body, messages: body.messages.map((message) => withoutOurName(message, give)) };
}

type Give = (message: ChatMessage, reasoning: string) => ChatMessage;

function giverOf(body: ChatRequest): Give {
  if (body['clear_thinking'] === false) return atTheHead;
  if (body['reasoning_format'] === 'parsed') return (message, reasoning) => ({ ...message, reasoning });
  return (message) => message;
}

function withoutOurName({ reasoning_content: reasoning, ...message }: ChatMessage, give: Give): ChatMessage {
  return typeof reasoning === 'string' && reasoning !== '' ? give(message, reasoning) : message;
}

function atTheHead(message: ChatMessage, reasoning: string): ChatMessage {
  const { content } = message;
  const thought = `<think>${reasoning}</think>`;
  return {
    ...message,
    content: Array.isArray(content) ? [{ type: 'text', text: thought }, ...content] : `${thought}${textOf(content)}`,
  };
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : '';
}
