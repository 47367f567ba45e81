import type { CompletionRequest, FilePart } from '@belugapi/contracts';
import { audioSeconds } from './audio-seconds.js';
import { countTokens } from './count-tokens.js';
import { promptTexts } from './prompt-texts.js';
import type { TokenFacts } from './token-facts.js';

/** A prompt's tokens, by what they are priced as. */
export interface PromptTokens {
  /** Text and files. */
  readonly text: number;
  readonly image: number;
  readonly audio: number;
  /** Of sound, for models that are billed by length. */
  readonly audioSeconds: number;
  /** Made for every answer, where the model makes any. */
  readonly searches?: number | undefined;
}

// OpenAI's rule of thumb for English; other scripts take more bytes and more tokens alike.
const bytesPerToken = 4;
// Around a request and each message (openai-cookbook, "How to count tokens").
const tokensPerRequest = 3;
const tokensPerMessage = 4;
// A picture or a second of a model whose row does not say: Anthropic's 1,568 pixels square, and Gemini's rate.
const usualImage = 1_600;
const usualAudioSecond = 32;
// A PDF's page of 60 kB comes to 1,500 to 3,000 tokens at Anthropic.
const fileBytesPerToken = 30;
// Whoever only names a file does not say how long it is: some pages.
const usualNamedFile = 6_000;
// At most: what vendors put around a message, a tool, and a request that has tools or a schema.
const mostPerMessage = 16;
const mostPerTool = 64;
const mostPerRequest = 1_024;
const mostPerFile = 6_000;
const sampleSlices = 16;
const sliceLength = 256;

/** Roughly, in microseconds: four bytes of text are a token. */
export function estimatePrompt(request: CompletionRequest, facts: TokenFacts = {}): PromptTokens {
  let bytes = 0;
  for (const text of promptTexts(request)) bytes += Buffer.byteLength(text);
  const text = (bytes / bytesPerToken) * (facts.ratio ?? 1) + around(request);
  return mediaTokens(request, facts, text, 'usual');
}

/**
 * By the tokenizer, in up to 0.2 ms per 1,000 characters: exact by its vocabulary for up to `exactUpTo` characters of text,
 * beyond them by what a sample shows.
 */
export function countPrompt(request: CompletionRequest, facts: TokenFacts = {}, exactUpTo = 2_048): PromptTokens {
  const texts = [...promptTexts(request)];
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  const counted = length <= exactUpTo ? countTokens(texts.join('\n')) : sampled(texts, length);
  const text = counted * (facts.ratio ?? 1) + around(request);
  return mediaTokens(request, facts, text, 'usual');
}

/**
 * At most: no vocabulary makes more tokens of a text than it has bytes; pictures are as large as they can be, and sound as long.
 * The text is Infinity where a file is only named. Not covered is a file that holds more than its bytes show, as a PDF of
 * compressed text does.
 */
export function mostOfPrompt(request: CompletionRequest, facts: TokenFacts = {}): PromptTokens {
  let text = mostPerRequest + request.messages.length * mostPerMessage + request.tools.length * mostPerTool;
  for (const one of promptTexts(request)) text += Buffer.byteLength(one);
  for (const { reasoningState } of request.messages) for (const { data } of reasoningState) text += data.length;
  return mediaTokens(request, facts, text, 'most');
}

/** All of them. */
export function sumOfPrompt({ text, image, audio }: PromptTokens): number {
  return text + image + audio;
}

/** From slices that lie evenly over all texts. */
function sampled(texts: readonly string[], length: number): number {
  const step = length / sampleSlices;
  let [start, next, kept, tokens] = [0, 0, 0, 0];
  for (const text of texts) {
    for (; next < start + text.length; next += step) {
      const slice = text.slice(Math.floor(next - start), Math.floor(next - start) + sliceLength);
      tokens += countTokens(slice);
      kept += slice.length;
    }
    start += text.length;
  }
  return tokens * (length / Math.max(kept, 1));
}

function mediaTokens(
  { messages }: CompletionRequest,
  facts: TokenFacts,
  ofText: number,
  size: 'usual' | 'most',
): PromptTokens {
  let [text, image, seconds] = [ofText, 0, 0];
  for (const { content } of messages) {
    for (const { part } of content) {
      if (part?.$case === 'image') image += imageTokens(facts, part.value.detail);
      else if (part?.$case === 'audio') seconds += audioSeconds(part.value)[size];
      else if (part?.$case === 'file') text += fileTokens(part.value, size);
    }
  }
  const audio = Math.ceil(seconds * (facts.audioSecond ?? usualAudioSecond));
  return { text: Math.ceil(text), image, audio, audioSeconds: seconds, searches: facts.searches };
}

function around({ messages }: CompletionRequest): number {
  return tokensPerRequest + messages.length * tokensPerMessage;
}

function imageTokens({ image = usualImage, lowImage = image }: TokenFacts, detail: string | undefined): number {
  return detail === 'low' ? lowImage : image;
}

function fileTokens({ fileId, fileData = '' }: FilePart, size: 'usual' | 'most'): number {
  const named = fileId === undefined ? 0 : { usual: usualNamedFile, most: Infinity }[size];
  const bytes = (fileData.length * 3) / 4;
  return named + (size === 'most' ? bytes + mostPerFile : bytes / fileBytesPerToken);
}
