import type { CompletionRequest } from '@belugapi/contracts';

// OpenAI's rule of thumb for English; other scripts take more bytes and more tokens alike.
const bytesPerToken = 4;
// Role, separators and the like around each message (openai-cookbook, "How to count tokens").
const tokensPerMessage = 4;

/** Tokens in so many UTF-8 bytes of text, roughly; at least one where there is any. */
export function estimateTokens(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}

/** Tokens of a request's text, roughly. Images, audio and files count nothing here. */
export function estimatePromptTokens(request: CompletionRequest): number {
  let bytes = 0;
  for (const message of request.messages) {
    for (const { part } of message.content) {
      if (part?.$case === 'text') bytes += Buffer.byteLength(part.value.text);
    }
    for (const { call } of message.toolCalls) {
      if (call?.$case === 'function') bytes += Buffer.byteLength(call.value.arguments);
    }
  }
  for (const { tool } of request.tools) {
    if (tool?.$case === 'function') bytes += Buffer.byteLength(tool.value.parametersJson ?? '');
  }
  return estimateTokens(bytes) + request.messages.length * tokensPerMessage;
}
