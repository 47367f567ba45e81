import { contentText, type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { offeredTool, saysJson, sinceLast } from './conversation-parts.js';
import type { VendorConversation } from './vendor-conversation.js';

/** Reads a Chat Completions request. */
export function readChatConversation(body: JsonObject): VendorConversation {
  const messages = objectsIn(body['messages']);
  const forced = textIn(objectIn(objectIn(body['tool_choice'])['function'])['name']);
  const format = textIn(objectIn(body['response_format'])['type']);
  return {
    tools: objectsIn(body['tools']).map((tool) => {
      const { name, parameters } = objectIn(tool['function']);
      return offeredTool(name, parameters);
    }),
    ...(forced && { forcedTool: forced }),
    toolResults: sinceLast(messages, ({ role }) => role === 'assistant')
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => contentText(content)),
    asksForJson: format.startsWith('json') || saysJson(messages.map(({ content }) => contentText(content))),
  };
}
