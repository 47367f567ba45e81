export { anthropicDialect, type AnthropicDialectOptions } from './anthropic-dialect.js';
export type { MessagesRequest } from './to-messages-request.js';
export type { WireAnswer, WireBlock, WireError, WireEvent, WireMessage, WireUsage } from './messages-wire.js';
