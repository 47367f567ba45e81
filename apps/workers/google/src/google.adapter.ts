import type { CompletionEvent } from '@belugapi/contracts';
import type { ProviderAdapter, ServerSentEvent } from '@belugapi/provider-spec';
import { AnswerReader } from './answer-reader.js';
import { lackedFormats } from './response-format.js';
import { toGoogleFailure } from './to-google-failure.js';
import { toGoogleRequest } from './to-google-request.js';

/** Google on its own wire, the Gemini API's generateContent (ai.google.dev/api/generate-content). */
export const googleAdapter: ProviderAdapter = {
  provider: 'google',
  telemetryName: 'gcp.gemini',
  defaultBaseUrl: 'https://generativelanguage.googleapis.com',
  wires: ['generate-content'],
  images: {
    fetchedByVendor: [],
    mediaTypes: ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif'],
  },
  remembersReasoning: true,
  lacks: lackedFormats,
  authorize: (apiKey) => ({ 'x-goog-api-key': apiKey }),
  toRequest: toGoogleRequest,
  fromStream: (messages, task) => readStream(messages, new AnswerReader(task)),
  fromResponse: (body, task) => {
    const reader = new AnswerReader(task);
    return [...reader.read(body), ...reader.finish()];
  },
  toFailure: toGoogleFailure,
};

async function* readStream(messages: AsyncIterable<readonly ServerSentEvent[]>, reader: AnswerReader) {
  for await (const together of messages) {
    const events: CompletionEvent[] = [];
    for (const { data } of together) {
      // Google has no such line, but gateways in between do.
      if (data !== '[DONE]') events.push(...reader.read(data));
      if (reader.ended) break;
    }
    if (events.length > 0) yield events;
    if (reader.ended) return;
  }
  yield reader.finish();
}
