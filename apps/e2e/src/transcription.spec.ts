import { vendorComplaint } from '@belugapi/testing';
import OpenAI from 'openai';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

const model = 'gpt-4o-transcribe';
const recording = (bytes = 2048, name = 'dawn.mp3') => new File([new Uint8Array(bytes).fill(7)], name);

describe('transcription with the official openai SDK', () => {
  let served: VendorStack;
  beforeAll(async () => {
    served = await startVendorStack({
      answer: (request) => vendorComplaint(request) ?? { tokens: ['The', ' sun', ' rises', '.'], promptTokens: 14 },
    });
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  const transcriptions = () => served.client.audio.transcriptions;
  const lastBody = () => served.vendor.requests.at(-1)?.body;
  const usage = { type: 'tokens', input_tokens: 14, output_tokens: 4, total_tokens: 18 };

  it.each([model, 'gpt-4o-mini-transcribe'])('answers whole: %s', async (id) => {
    const answer = await transcriptions().create({
      model: id,
      file: recording(),
      prompt: 'Spoken at dawn.',
      language: 'en',
      temperature: 0.2,
    });
    expect(answer).toMatchObject({ text: 'The sun rises.', usage });
    expect(lastBody()).toMatchObject({
      model: id,
      prompt: 'Spoken at dawn.',
      language: 'en',
      temperature: '0.2',
      file: { name: 'dawn.mp3', size: 2048 },
    });
  });

  it('streams', async () => {
    const stream = await transcriptions().create({ model, file: recording(), stream: true });
    const deltas: string[] = [];
    let last: OpenAI.Audio.Transcriptions.TranscriptionStreamEvent | undefined;
    for await (const event of stream) {
      last = event;
      if (event.type === 'transcript.text.delta') deltas.push(event.delta);
    }
    expect(deltas.join('')).toBe('The sun rises.');
    expect(last).toMatchObject({ type: 'transcript.text.done', text: 'The sun rises.', usage });
    expect(lastBody()).toMatchObject({ stream: 'true' });
  });

  it('gives plain text where that was asked for', async () => {
    const text = await transcriptions().create({ model, file: recording(), response_format: 'text' });
    expect(text).toBe('The sun rises.');
  });

  it('takes a recording too large for the bus', async () => {
    const bytes = 20 * 1024 * 1024;
    await transcriptions().create({ model, file: recording(bytes, 'concert.flac') });
    expect(lastBody()).toMatchObject({ file: { name: 'concert.flac', size: bytes } });
  });

  it('books what was heard', async () => {
    const { data, response } = await transcriptions().create({ model, file: recording() }).withResponse();
    expect(data.usage).toMatchObject(usage);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(Number(response.headers.get('x-beluga-cost'))).toBeGreaterThan(0);
  });

  it.each([
    ['a model that does not transcribe', { model: 'gpt-5.1' }, 400, 'model'],
    ['an unknown model', { model: 'gpt-none' }, 404, 'model'],
    ['a file of no known format', { file: recording(9, 'dawn.txt') }, 400, 'file'],
    ['an empty file', { file: recording(0) }, 400, 'file'],
    ['subtitles', { response_format: 'srt' }, 400, 'response_format'],
    ['a temperature out of range', { temperature: 3 }, 400, 'temperature'],
  ])('refuses %s', async (_, fields, status, param) => {
    const calls = served.vendor.requests.length;
    const refused = transcriptions().create({
      model,
      file: recording(),
      ...fields,
    } as OpenAI.Audio.TranscriptionCreateParamsNonStreaming);
    await expect(refused).rejects.toMatchObject({ status, param });
    expect(served.vendor.requests).toHaveLength(calls);
  });

  it('says what the vendor has against it', async () => {
    served.vendor.script(
      {
        kind: 'failure',
        status: 400,
        error: { message: 'Audio file might be corrupted or unsupported', param: 'file' },
      },
      { kind: 'failure', status: 401 },
    );
    await expect(transcriptions().create({ model, file: recording() })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('corrupted') as string,
    });
    await expect(transcriptions().create({ model, file: recording(), stream: true })).rejects.toMatchObject({
      status: 502,
    });
  });
});
