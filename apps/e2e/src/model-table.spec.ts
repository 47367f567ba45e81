import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { modelRows } from '@belugapi/model-catalog';
import { vendorComplaint } from '@belugapi/testing';
import { repositoryRoot } from '@belugapi/up';
import type OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { readStream } from './read-stream.js';
import type { UpstreamExpectation } from './upstream/upstream-expectation.js';
import { question, system, upstreamProblems } from './upstream/upstream-problems.js';
import { upstreamTable } from './upstream/upstream-table.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

const page = path.join(
  process.env['BELUGA_SHARED'] ?? path.join(repositoryRoot, '../shared'),
  'api/chat-completions.txt',
);
const ownIds = ['beluga-nano', 'gpt-5.4'];

/** The ids of the public API page; without it those of the catalogue that stand there. */
function publicIds(): readonly string[] {
  if (!existsSync(page)) return modelRows.map(({ id }) => id).filter((id) => !ownIds.includes(id));
  const [, table = ''] = readFileSync(page, 'utf8').split('Model ID Name Provider Type Stream Vision\n');
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n').filter(Boolean);
  return rows.map((row) => row.split(' ')[0] ?? '');
}

const words = ['Near', ' the', ' surface', ', standing', ' upright', '.'];
const picture = `data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='}`;

type Request = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;
type Part = OpenAI.Chat.ChatCompletionContentPart;

/** What everybody asks of each model, as far as it goes: deepseek-ocr needs a picture, transcription a recording. */
function requestTo(id: string, expected: UpstreamExpectation): Request {
  const text: Part = { type: 'text', text: question };
  const audio: Part = {
    type: 'input_audio',
    input_audio: { data: Buffer.alloc(64).toString('base64'), format: 'wav' },
  };
  const content =
    id === 'deepseek-ocr'
      ? [{ type: 'image_url' as const, image_url: { url: picture } }, text]
      : expected.path.endsWith('transcriptions')
        ? [audio, text]
        : question;
  return {
    model: id,
    messages: [
      ...(expected.system === 'none' ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user', content },
    ],
    temperature: 0.5,
    ...(expected.length !== null && { max_tokens: 3000 }),
  };
}

async function chunksOf(response: Response): Promise<OpenAI.Chat.ChatCompletionChunk[]> {
  const chunks: OpenAI.Chat.ChatCompletionChunk[] = [];
  for await (const chunk of Stream.fromSSEResponse<OpenAI.Chat.ChatCompletionChunk>(response, new AbortController()))
    chunks.push(chunk);
  return chunks;
}

describe('the public model table', () => {
  let served: VendorStack;
  beforeAll(async () => {
    served = await startVendorStack({
      answer: (request) => vendorComplaint(request) ?? { tokens: words, promptTokens: 21, cachedTokens: 4 },
    });
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  const ids = publicIds();
  const expectations = new Map(upstreamTable.flatMap((row) => row.ids.map((id) => [id, row] as const)));

  it('has 68 ids, each once here', () => {
    expect(ids).toHaveLength(68);
    expect([...expectations.keys()].toSorted()).toEqual([...ids].toSorted());
    expect(upstreamTable.flatMap((row) => row.ids)).toHaveLength(68);
  });

  const usage = {
    prompt_tokens: 21,
    completion_tokens: words.length,
    total_tokens: 21 + words.length,
  };

  const lastRequest = () => {
    const request = served.vendor.requests.at(-1);
    if (!request) throw new Error('the vendor was not called');
    return request;
  };

  describe.each(ids)('%s', (id) => {
    const expected = expectations.get(id);
    if (!expected) throw new Error(`${id} is not in the table of this spec`);
    const request = requestTo(id, expected);

    it('answers whole', async () => {
      const answer = await served.client.chat.completions.create(request);
      expect(upstreamProblems(lastRequest(), expected, id, { stream: false })).toEqual([]);
      expect(answer).toMatchObject({
        object: 'chat.completion',
        model: id,
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: words.join('') } }],
        usage,
      });
    });

    it('answers in a stream, with the effort that it was asked for', async () => {
      const asked = { reasoning_effort: 'high', stream: true, stream_options: { include_usage: true } } as const;
      const response = await served.client.chat.completions.create({ ...request, ...asked }).asResponse();
      const [text, ofSdk] = await Promise.all([response.clone().text(), chunksOf(response)]);
      expect(upstreamProblems(lastRequest(), expected, id, asked)).toEqual([]);
      const stream = readStream(text);
      expect(stream).toMatchObject({
        done: true,
        content: words.join(''),
        finishReason: 'stop',
        usage,
        error: undefined,
      });
      expect(ofSdk).toEqual(stream.chunks);
      const [first] = stream.chunks;
      expect(first?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
      expect(
        new Set(stream.chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.object} ${chunk.model}`)),
      ).toEqual(new Set([`${first?.id} ${first?.created} chat.completion.chunk ${id}`]));
    });
  });
});
