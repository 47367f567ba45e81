import { contentText, type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { offeredTool, saysJson, sinceLast } from './conversation-parts.js';
import type { VendorConversation } from './vendor-conversation.js';

/** Reads a Responses request. */
export function readResponsesConversation(body: JsonObject): VendorConversation {
  const items = objectsIn(body['input']);
  const forced = textIn(objectIn(body['tool_choice'])['name']);
  const format = textIn(objectIn(objectIn(body['text'])['format'])['type']);
  return {
    tools: objectsIn(body['tools']).map(({ name, parameters }) => offeredTool(name, parameters)),
    ...(forced && { forcedTool: forced }),
    toolResults: sinceLast(items, ({ type, role }) => type === 'function_call' || role === 'assistant')
      .filter(({ type }) => type === 'function_call_output')
      .map(({ output }) => contentText(output)),
    asksForJson:
      format.startsWith('json') ||
      saysJson([contentText(body['instructions']), ...items.map(({ content }) => contentText(content))]),
  };
}
