import type { CompletionRequest, ContentPart, Message, Tool } from '@belugapi/contracts';

/** Every text of a request that a vendor makes tokens of. */
export function* promptTexts(request: CompletionRequest): Generator<string, void, void> {
  for (const message of request.messages) yield* messageTexts(message);
  for (const { tool } of request.tools) yield* toolTexts(tool);
  yield* partTexts(request.prediction);
  const { format } = request.responseFormat ?? {};
  if (format?.$case === 'jsonSchema') yield format.value.schemaJson ?? '';
}

function* messageTexts({
  content,
  name,
  toolCalls,
  reasoningContent,
  refusal,
}: Message): Generator<string, void, void> {
  yield* partTexts(content);
  for (const { call } of toolCalls) {
    if (!call) continue;
    yield call.value.name;
    yield call.$case === 'function' ? call.value.arguments : call.value.input;
  }
  for (const text of [name, reasoningContent, refusal]) if (text !== undefined) yield text;
}

function* partTexts(parts: readonly ContentPart[]): Generator<string, void, void> {
  for (const { part } of parts) {
    if (part?.$case === 'text') yield part.value.text;
    else if (part?.$case === 'refusal') yield part.value.refusal;
  }
}

function* toolTexts(tool: Tool['tool']): Generator<string, void, void> {
  if (!tool) return;
  yield tool.value.name;
  yield tool.value.description ?? '';
  yield (tool.$case === 'function' ? tool.value.parametersJson : tool.value.formatJson) ?? '';
}
