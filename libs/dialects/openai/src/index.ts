export type { AdjustAnswer, AnswerQuirks } from './answer-reader.js';
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
export type { FinishReasons } from './choice-reader.js';
export { defaultOutputLimit } from './default-output-limit.js';
export { hashedUser } from './hashed-user.js';
export { openAiDialect, type OpenAiDialectOptions } from './openai-dialect.js';
export { readUsage } from './read-usage.js';
export type { ChatMessage } from './to-chat-messages.js';
export type { ChatRequest } from './to-chat-request.js';
export { type ReadFailure, type VendorFailure, type WireBody, wrappedError } from './vendor-failure.js';
export { openAiOnly, type WireFeature } from './wire-feature.js';
