import type { ProviderAdapter } from '@belugapi/provider-spec';
import { chatWire } from './chat-wire.js';
import { reroute } from './reroute.js';
import { responsesTranslation } from './responses/responses-translation.js';
import { toOpenAiFailure } from './to-openai-failure.js';
import { transcriptionTranslation } from './transcription/transcription-translation.js';
import type { WireTranslation } from './wire-translation.js';

/** OpenAI on its three wires; the route of a task says which. */
export const openAiAdapter: ProviderAdapter = {
  ...chatWire,
  wires: ['chat', 'responses', 'transcription'],
  toRequest: (task) => translationFor(task.route.wire).toRequest(task),
  fromStream: (messages, task) => translationFor(task.route.wire).fromStream(messages, task),
  fromResponse: (body, task) => translationFor(task.route.wire).fromResponse(body, task),
  toFailure: toOpenAiFailure,
  // Encrypted reasoning items, on the Responses wire; the chat wire gives nothing to remember.
  remembersReasoning: true,
  reroute,
};

function translationFor(wire: string): WireTranslation {
  if (wire === 'responses') return responsesTranslation;
  return wire === 'transcription' ? transcriptionTranslation : chatWire;
}
