import { contentText, type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { offeredTool, saysJson, sinceLast } from './conversation-parts.js';
import type { VendorConversation } from './vendor-conversation.js';

/** Reads a Messages request. */
export function readAnthropicConversation(body: JsonObject): VendorConversation {
  const messages = objectsIn(body['messages']);
  const forced = textIn(objectIn(body['tool_choice'])['name']);
  const format = objectIn(objectIn(body['output_config'])['format'])['type'];
  return {
    tools: objectsIn(body['tools']).map(({ name, input_schema }) => offeredTool(name, input_schema)),
    ...(forced && { forcedTool: forced }),
    toolResults: sinceLast(messages, ({ role }) => role === 'assistant')
      .flatMap(({ content }) => objectsIn(content))
      .filter(({ type }) => type === 'tool_result')
      .map(({ content }) => contentText(content)),
    asksForJson:
      format === 'json_schema' ||
      saysJson([contentText(body['system']), ...messages.map(({ content }) => contentText(content))]),
  };
}
