export type { AnswerQuirks } from './answer-reader.js';
export type {
  WireAnnotation,
  WireChoice,
  WireCompletion,
  WireError,
  WireLogprob,
  WireMessage,
  WireToolCall,
  WireUsage,
} from './chat-wire.js';
export { openAiDialect, type OpenAiDialectOptions } from './openai-dialect.js';
export { readUsage } from './read-usage.js';
export type { ChatRequest } from './to-chat-request.js';
