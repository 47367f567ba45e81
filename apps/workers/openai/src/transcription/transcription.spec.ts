import { CompletionEvent, type CompletionRequest, FailureCode, FinishReason, type Message } from '@belugapi/contracts';
import { createCatalog } from '@belugapi/model-catalog';
import type { CompletionTask, UpstreamRequest } from '@belugapi/provider-spec';
import { eventOrderProblems, foldEvents, streamedEvents } from '@belugapi/testing';
import { assistant, audio, developer, system, text, user } from '../__fixtures__/messages.js';
import { taskOn } from '../__fixtures__/task-on.js';
import { thrownFailure } from '../__fixtures__/thrown-failure.js';
import { openAiAdapter } from '../openai.adapter.js';

const row = createCatalog().findModel('gpt-4o-transcribe');
const sound = Buffer.from('RIFF synthetic WAVE');
const recording = audio(sound.toString('base64'));
const task = (request: Partial<CompletionRequest> = {}): CompletionTask =>
  taskOn('transcription', { messages: [user(recording)], ...request }, { row });

function toForm({ headers, body }: UpstreamRequest): Promise<FormData> {
  if (typeof body === 'string') throw new Error('not bytes');
  return new Response(new Uint8Array(body), { headers: { ...headers } }).formData();
}
async function fieldsOf(request: Partial<CompletionRequest>): Promise<Record<string, unknown>> {
  const form = await toForm(openAiAdapter.toRequest(task(request)));
  return Object.fromEntries([...form].filter(([name]) => name !== 'file'));
}

describe('a transcription’s request', () => {
  const plain = { model: 'upstream-model', response_format: 'json' };

  it('is an upload of the recording', async () => {
    const request = openAiAdapter.toRequest(task());
    expect(request).toMatchObject({ path: '/audio/transcriptions', stream: false });
    expect(request.headers?.['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    const upload = (await toForm(request)).get('file') as File;
    expect(upload.name).toBe('audio.wav');
    expect(Buffer.from(await upload.arrayBuffer()).equals(sound)).toBe(true);
  });

  it.each<[string, Partial<CompletionRequest>, object]>([
    ['nothing more than it must', {}, {}],
    ['a prompt', { messages: [user(text('Names:'), recording, text('Ægir'))] }, { prompt: 'Names:\nÆgir' }],
    [
      'system texts as a prompt, and of the conversation only the last question',
      {
        messages: [
          system('British.'),
          user(text('Old'), recording),
          assistant([text('x')]),
          developer('Terse.'),
          user(recording),
        ],
      },
      { prompt: 'British.\nTerse.' },
    ],
    ['a temperature of nought', { temperature: 0 }, { temperature: '0' }],
    ['the wish for a stream', { stream: true }, { stream: 'true' }],
    ['the wish for logprobs', { logprobs: true }, { 'include[]': 'logprobs' }],
    ['a language', { transcription: { language: 'no' } }, { language: 'no' }],
    ['a chunking strategy', { transcription: { chunkingStrategyJson: '"auto"' } }, { chunking_strategy: 'auto' }],
    [
      'a chunking strategy in parts',
      { transcription: { chunkingStrategyJson: '{"type":"server_vad","threshold":0.5}' } },
      { 'chunking_strategy[type]': 'server_vad', 'chunking_strategy[threshold]': '0.5' },
    ],
  ])('carries %s', async (_, request, more) => {
    expect(await fieldsOf(request)).toEqual({ ...plain, ...more });
  });

  it.each([
    [{ messages: [user(audio(sound.toString('base64'), 'mp3'))] }, 'audio.mp3'],
    [{ transcription: { filename: 'møte.m4a' } }, 'møte.m4a'],
    [{ transcription: { filename: '' } }, 'audio.wav'],
  ])('names the file by its format or as the caller does', async (request, name) => {
    const form = await toForm(openAiAdapter.toRequest(task(request)));
    expect((form.get('file') as File).name).toBe(name);
  });

  it.each<[string, Message[], string]>([
    ['no message', [], 'messages'],
    ['no recording', [user(text('Hi'))], 'messages'],
    ['no recording in the last question', [user(recording), user(text('And?'))], 'messages'],
    ['two recordings', [user(recording, recording)], 'messages'],
    ['no base64', [system('x'), user(text('Hear:'), audio('no base64!'))], 'messages[1].content[1].input_audio.data'],
  ])('is refused with %s', (_, messages, param) => {
    const failure = thrownFailure(() => openAiAdapter.toRequest(task({ messages })));
    expect(failure).toMatchObject({ code: FailureCode.INVALID_VALUE, param });
  });
});

const tokens = {
  type: 'tokens',
  input_tokens: 14,
  input_token_details: { text_tokens: 4, audio_tokens: 10 },
  output_tokens: 45,
  total_tokens: 59,
};
const delta = (piece: unknown) => ({ type: 'transcript.text.delta', delta: piece });
const done = { type: 'transcript.text.done', text: 'Whales sleep.', usage: tokens };

async function streamed(messages: readonly unknown[], end = ''): Promise<CompletionEvent[]> {
  const bytes = Buffer.from(messages.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + end);
  const events = await streamedEvents(openAiAdapter, [bytes], task({ stream: true }));
  expect(eventOrderProblems(events)).toEqual([]);
  for (const event of events) expect(CompletionEvent.encode(event).finish()).toBeInstanceOf(Uint8Array);
  return events;
}

describe('a transcript', () => {
  const whole = (body: unknown) => openAiAdapter.fromResponse(JSON.stringify(body), task());
  const expected = {
    started: { upstreamModel: 'upstream-model' },
    choices: [{ content: 'Whales sleep.', finishReason: FinishReason.STOP }],
    usage: { uncachedInput: 4, audioInput: 10, visibleOutput: 45 },
    failure: undefined,
  };

  it.each(['', 'data: [DONE]\n\n'])('is read as a stream, whether or not it ends in a sentinel (%j)', async (end) => {
    const events = await streamed([delta('Whales'), delta(' sleep.'), done], end);
    expect(foldEvents(events)).toMatchObject(expected);
    expect(events.filter(({ event }) => event?.$case === 'text')).toHaveLength(2);
  });

  it('is read whole, and from a stream without pieces', async () => {
    expect(foldEvents(whole({ text: done.text, usage: tokens }))).toMatchObject(expected);
    expect(foldEvents(await streamed([done]))).toMatchObject(expected);
  });

  it('may be empty: silence', () => {
    expect(foldEvents(whole({ text: '' }))).toMatchObject({ choices: [{ content: '' }], usage: undefined });
  });

  it('is billed by its length where the vendor says so', () => {
    const { usage } = foldEvents(whole({ text: 'x', usage: { type: 'duration', seconds: 3.5 } }));
    expect(usage).toMatchObject({ uncachedInput: 0, visibleOutput: 0, audioSeconds: 3.5 });
  });

  it('comes with logprobs where they were asked for', async () => {
    const logprobs = [{ token: 'Wha', logprob: -0.5, bytes: [87, 104, 97] }];
    const expectedLogprobs = [{ token: 'Wha', logprob: -0.5, bytes: Buffer.from('Wha'), top: [] }];
    const [streamedChoice] = foldEvents(
      await streamed([
        { ...delta('Wha'), logprobs },
        { ...done, logprobs },
      ]),
    ).choices;
    expect(streamedChoice?.logprobs).toEqual(expectedLogprobs);
    expect(foldEvents(whole({ text: 'Wha', logprobs })).choices[0]?.logprobs).toEqual(expectedLogprobs);
  });

  it.each([
    ['an error event', { type: 'error', error: { code: 'rate_limit_exceeded' } }, 'UPSTREAM_RATE_LIMITED'],
    ['a flat error event', { type: 'error', code: 'server_error', message: 'Oh.' }, 'UPSTREAM_ERROR'],
    ['an error without a type', { error: { type: 'invalid_request_error', code: 'invalid_value' } }, 'INVALID_VALUE'],
    ['what is no object', null, 'UPSTREAM_ERROR'],
  ])('fails by %s', async (_, event, code) => {
    const { failure } = foldEvents(await streamed([delta('Wha'), event, done]));
    expect(failure && FailureCode[failure.code]).toBe(code);
  });

  it('fails where it breaks off', async () => {
    expect(foldEvents(await streamed([delta('Wha')])).failure?.code).toBe(FailureCode.UPSTREAM_ERROR);
    expect(foldEvents(await streamed([])).failure?.code).toBe(FailureCode.UPSTREAM_ERROR);
  });

  it.each(['', '{}', 'null', '7', '{"text":7}', '<html></html>', '{"error":"no"}'])('fails where it is %s', (body) => {
    const events = openAiAdapter.fromResponse(body, task());
    expect(eventOrderProblems(events)).toEqual([]);
    expect(events.at(-1)?.event?.$case).toBe('failed');
  });

  it.each([7, -1, 0.5, '9', null, [], {}, [null]])('is read to an end whatever its fields are (%j)', async (odd) => {
    const usages = [
      odd,
      { seconds: odd },
      { ...tokens, input_tokens: odd, input_token_details: { audio_tokens: odd } },
    ];
    for (const middle of [delta(odd), { type: odd }, { ...delta('x'), logprobs: odd }]) {
      expect((await streamed([middle, done])).at(-1)?.event?.$case).toBe('completed');
    }
    for (const usage of usages) {
      expect((await streamed([{ ...done, text: odd, usage }])).at(-1)?.event?.$case).toBe('completed');
    }
  });
});
