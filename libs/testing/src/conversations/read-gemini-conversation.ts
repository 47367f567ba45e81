import { contentText, type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { offeredTool, saysJson, sinceLast } from './conversation-parts.js';
import type { VendorConversation } from './vendor-conversation.js';

/** Reads a generateContent request. */
export function readGeminiConversation(body: JsonObject): VendorConversation {
  const contents = objectsIn(body['contents']);
  const calling = objectIn(objectIn(body['toolConfig'])['functionCallingConfig']);
  const [forced] = Array.isArray(calling['allowedFunctionNames']) ? calling['allowedFunctionNames'] : [];
  const type = textIn(objectIn(body['generationConfig'])['responseMimeType']);
  return {
    tools: objectsIn(body['tools'])
      .flatMap(({ functionDeclarations }) => objectsIn(functionDeclarations))
      .map(({ name, parameters, parametersJsonSchema }) => offeredTool(name, parametersJsonSchema ?? parameters)),
    ...(typeof forced === 'string' && { forcedTool: forced }),
    toolResults: sinceLast(contents, ({ role }) => role === 'model')
      .flatMap(({ parts }) => objectsIn(parts))
      .filter(({ functionResponse }) => functionResponse !== undefined)
      .map(({ functionResponse }) => JSON.stringify(objectIn(functionResponse)['response'])),
    asksForJson:
      type === 'application/json' ||
      saysJson([
        contentText(objectIn(body['systemInstruction'])['parts']),
        ...contents.map(({ parts }) => contentText(parts)),
      ]),
  };
}
