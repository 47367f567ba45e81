import type { VendorRequest } from '../emulated-vendor-request.js';
import { readAnthropicConversation } from './read-anthropic-conversation.js';
import { readChatConversation } from './read-chat-conversation.js';
import { readGeminiConversation } from './read-gemini-conversation.js';
import { readResponsesConversation } from './read-responses-conversation.js';
import type { VendorConversation } from './vendor-conversation.js';

/** Reads what a request tells the model, on any wire. */
export function readConversation({ wire, body }: Pick<VendorRequest, 'wire' | 'body'>): VendorConversation {
  switch (wire) {
    case 'chat':
      return readChatConversation(body);
    case 'messages':
      return readAnthropicConversation(body);
    case 'generate-content':
      return readGeminiConversation(body);
    case 'responses':
      return readResponsesConversation(body);
    case 'transcription':
      return { tools: [], toolResults: [], asksForJson: false };
  }
}
