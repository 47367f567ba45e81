import { CompletionRequest, ToolChoiceMode } from '@belugapi/contracts';
import { functionTool } from './function-tool.js';
import { developer, system, text, user } from './messages.js';

/** A request with every field in it that a caller may send to a chat model. */
export const everything = CompletionRequest.create({
  messages: [system('Be brief.'), developer('In French.'), user(text('Hi'))],
  stream: true,
  maxOutputTokens: 100,
  temperature: 1,
  topP: 1,
  frequencyPenalty: 1,
  presencePenalty: 1,
  seed: 1,
  stop: ['END'],
  tools: [functionTool('weather')],
  toolChoice: { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } },
  parallelToolCalls: false,
  responseFormat: { format: { $case: 'jsonSchema', value: { name: 'depth', schemaJson: '{}' } } },
  choiceCount: 2,
  logprobs: true,
  topLogprobs: 2,
  logitBias: { 1: 1 },
  metadata: { team: 'blue' },
  user: 'u',
  safetyIdentifier: 's',
  promptCacheKey: 'k',
  promptCacheRetention: '24h',
  serviceTier: 'flex',
  store: true,
  verbosity: 'low',
  modalities: ['text'],
  prediction: [text('x')],
  webSearchOptions: {},
});
