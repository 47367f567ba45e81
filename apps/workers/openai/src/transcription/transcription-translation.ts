import { readEvents } from '../event-reader.js';
import type { WireTranslation } from '../wire-translation.js';
import { toTranscriptionRequest } from './to-transcription-request.js';
import { TranscriptReader } from './transcript-reader.js';

/** OpenAI's transcription endpoint behind a chat: a recording goes in, its words come out. */
export const transcriptionTranslation: WireTranslation = {
  toRequest: toTranscriptionRequest,
  fromStream: (messages, { route }) => readEvents(messages, new TranscriptReader(route.upstreamModel)),
  fromResponse: (body, { route }) => new TranscriptReader(route.upstreamModel).readWhole(body),
};
