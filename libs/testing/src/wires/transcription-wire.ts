import type { VendorCompletion } from '../emulated-vendor-answer.js';
import { figuresOf, textOf } from './answer-content.js';
import { openAiError } from './chat-errors.js';
import { type JsonObject, textIn } from './json-values.js';
import { aroundToken, httpChunk, tokenFrames } from './rendered-stream.js';
import { hasBearerKey, type VendorWire } from './vendor-wire.js';

/** OpenAI's speech to text (platform.openai.com/docs/api-reference/audio/createTranscription); the body is a form. */
export const transcriptionWire: VendorWire = {
  name: 'transcription',
  path: /\/audio\/transcriptions$/,
  provider: 'openai',
  requestIdHeader: 'x-request-id',
  isAuthorized: hasBearerKey,
  modelOf: (body) => String(body['model']),
  isStream: (body) => body['stream'] === 'true',
  promptOf: (body) => textIn(body['prompt']),
  renderWhole: (answer) =>
    JSON.stringify({ text: textOf(answer), ...(answer.usage !== false && { usage: usageOf(answer) }) }),
  renderEvents: (answer) => ({
    head: '',
    tail: httpChunk(
      event({
        type: 'transcript.text.done',
        text: textOf(answer),
        ...(answer.usage !== false && { usage: usageOf(answer) }),
      }),
    ),
    failure: (error) => httpChunk(event({ error: openAiError(500, error) })),
    ...tokenFrames(answer, aroundToken(event({ type: 'transcript.text.delta', delta: 'TOKEN' })), []),
  }),
  renderError: (status, error) => JSON.stringify({ error: openAiError(status, error) }),
};

const event = (fields: JsonObject) => `data: ${JSON.stringify(fields)}\n\n`;

/** All that is heard is audio. */
function usageOf(answer: VendorCompletion): JsonObject {
  const { prompt, completion } = figuresOf(answer);
  return {
    type: 'tokens',
    input_tokens: prompt,
    input_token_details: { text_tokens: 0, audio_tokens: prompt },
    output_tokens: completion,
    total_tokens: prompt + completion,
  };
}
