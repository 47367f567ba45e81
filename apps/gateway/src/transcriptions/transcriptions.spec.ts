import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { FailureCode, Role, UsageSource } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import OpenAI, { APIError, BadRequestError, toFile } from 'openai';
import { completed, failed, finished, started, text, usage } from '../__fixtures__/events.js';
import { apiKey, GatewayRig } from '../__fixtures__/gateway-rig.js';

const model = 'hearer';
const sound = Buffer.from('RIFF….WAVEfmt ');

let nats: TestNats;
let rig: GatewayRig;
let client: OpenAI;
beforeAll(async () => {
  nats = await startTestNats();
  rig = await GatewayRig.start(nats.url, process.env);
  client = new OpenAI({ apiKey, baseURL: `${rig.url}/v1`, maxRetries: 0 });
}, 180_000);
afterAll(async () => {
  await rig?.stop();
  await nats?.stop();
});

const wav = () => toFile(sound, 'speech.wav');
const create = async (more: object = {}) => client.audio.transcriptions.create({ model, file: await wav(), ...more });

type Fields = readonly (readonly [string, string | Blob, string?])[];
function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value, filename] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, filename ?? 'speech.wav');
  }
  return form;
}
const post = (body: FormData, headers: Record<string, string> = {}) =>
  rig.post('/v1/audio/transcriptions', { body, headers });
const recording: Fields = [['file', new Blob([sound])]];

describe('the official SDK', () => {
  test('gets the text and what it used', async () => {
    const asked = create({ language: 'de', prompt: 'Wale.', temperature: 0.2 });
    const { request, dispatch, say, large } = await rig.attempt();
    say(started, text('Ein '), text('Wal.'), finished(), usage({ uncachedInput: 3, audioInput: 40 }), completed);
    expect(await asked).toEqual({
      text: 'Ein Wal.',
      usage: {
        type: 'tokens',
        input_tokens: 43,
        input_token_details: { text_tokens: 3, audio_tokens: 40 },
        output_tokens: 5,
        total_tokens: 48,
        cost: 0.000296,
        cost_details: { input: 0.000006, audio_input: 0.00024, output: 0.00005 },
      },
    });
    expect(large).toBe(false);
    expect(dispatch.route).toMatchObject({ servedModel: 'hearer', wire: 'transcription' });
    expect(request).toMatchObject({
      model,
      stream: false,
      temperature: 0.2,
      transcription: { language: 'de', filename: 'speech.wav', chunkingStrategyJson: undefined },
    });
    expect(request.messages).toMatchObject([
      {
        role: Role.USER,
        content: [
          { part: { $case: 'audio', value: { data: sound.toString('base64'), format: 'wav' } } },
          { part: { $case: 'text', value: { text: 'Wale.' } } },
        ],
      },
    ]);
  });

  test('gets plain text where it asks for it', async () => {
    const asked = create({ response_format: 'text' });
    (await rig.attempt()).say(started, text('Whales.'), finished(), usage(), completed);
    expect(await asked).toBe('Whales.');
  });

  test('streams the text as it comes, and its end', async () => {
    const asked = create({ stream: true });
    const { request, say } = await rig.attempt();
    expect(request.stream).toBe(true);
    say(started, text('Wha'));
    const events: object[] = [];
    for await (const event of (await asked) as unknown as AsyncIterable<object>) {
      events.push(event);
      if (events.length === 1) say(text('les\u2028'), finished(), usage({ audioInput: 20 }), completed);
    }
    expect(events).toEqual([
      { type: 'transcript.text.delta', delta: 'Wha' },
      { type: 'transcript.text.delta', delta: 'les\u2028' },
      {
        type: 'transcript.text.done',
        text: 'Whales\u2028',
        usage: expect.objectContaining({ type: 'tokens', input_tokens: 30, output_tokens: 5, total_tokens: 35 }),
      },
    ]);
  });

  test('gets log probabilities of a model that tells them, and hears of one that does not', async () => {
    const whole = create({ model: 'spelling-hearer', include: ['logprobs'] });
    const { request, say } = await rig.attempt();
    expect(request.logprobs).toBe(true);
    say(started, text('Oh', 'O', 'h'), finished(), usage(), completed);
    const logprobs = [
      { token: 'O', logprob: -0.5, bytes: [79] },
      { token: 'h', logprob: -0.5, bytes: [104] },
    ];
    expect(await whole).toMatchObject({ text: 'Oh', logprobs });

    const stream = await Promise.all([
      create({ model: 'spelling-hearer', include: ['logprobs'], stream: true }),
      rig.attempt().then((attempt) => attempt.say(text('Oh', 'O', 'h'), finished(), usage(), completed)),
    ]);
    const events: object[] = [];
    for await (const event of stream[0] as unknown as AsyncIterable<object>) events.push(event);
    expect(events).toMatchObject([{ logprobs }, { type: 'transcript.text.done', logprobs }]);

    await expect(create({ include: ['logprobs'] })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_parameter',
      param: 'include',
    });
  });

  test('sends members of an object as it does', async () => {
    const chunking_strategy = { type: 'server_vad', threshold: 0.5, silence_duration_ms: 200 };
    const asked = create({ chunking_strategy });
    const { request, say } = await rig.attempt();
    say(text('x'), finished(), usage(), completed);
    await asked;
    expect(JSON.parse(request.transcription?.chunkingStrategyJson ?? '')).toEqual(chunking_strategy);
  });

  test('gets a typed error in the middle of a stream, and a status before it', async () => {
    const broken = create({ stream: true });
    const { say } = await rig.attempt();
    say(started, text('Wha'));
    const events: object[] = [];
    const read = async () => {
      for await (const event of (await broken) as unknown as AsyncIterable<object>) {
        events.push(event);
        say(failed(FailureCode.UPSTREAM_ERROR, 'The provider hung up.'));
      }
    };
    await expect(read()).rejects.toThrow(APIError);
    expect(events).toHaveLength(1);

    const refused = create({ stream: true });
    (await rig.attempt()).say(started, failed(FailureCode.INVALID_VALUE, 'The audio cannot be read.'));
    await expect(refused).rejects.toThrow(BadRequestError);
  });
});

test('the headers say who served, what it cost and under which id it is booked', async () => {
  const asked = post(formOf([...recording, ['model', model]]));
  (await rig.attempt()).say(text('x'), finished(), usage({ audioInput: 20 }), completed);
  const response = await asked;
  const id = response.headers.get('x-beluga-completion-id');
  expect(id).toMatch(/^transcription-[0-9a-f]{32}$/);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-beluga-model': 'hearer',
    'x-beluga-provider': 'openai',
    'x-beluga-cost': '0.00019',
    'x-request-id': expect.stringMatching(/^req_/),
  });
  expect(rig.usage.filter(({ completionId }) => completionId === id)).toMatchObject([
    { event: { $case: 'opened' } },
    { event: { $case: 'settled', value: { subject: { model }, usage: { audioInput: 20 } } } },
  ]);
});

test('usage by length is told by length; an estimate is not told at all', async () => {
  const lasting = post(formOf([...recording, ['model', model]]));
  const byLength = { uncachedInput: 0, visibleOutput: 0, audioSeconds: 30 };
  (await rig.attempt()).say(text('x'), finished(), usage(byLength), completed);
  expect(await (await lasting).json()).toMatchObject({ usage: { type: 'duration', seconds: 30, cost: 0.003 } });

  const untold = post(formOf([...recording, ['model', model]]));
  (await rig.attempt()).say(text('x'), finished(), usage({ source: UsageSource.ESTIMATED }), completed);
  expect(await (await untold).json()).toEqual({ text: 'x' });
});

test('a stream is lines of data alone, and ends in [DONE]', async () => {
  const asked = post(formOf([...recording, ['model', model], ['stream', 'True']]));
  (await rig.attempt()).say(started, text('Hi'), finished(), usage(), completed);
  const response = await asked;
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const lines = (await response.text()).split('\n\n');
  expect(lines.slice(0, -1).every((line) => line.startsWith('data: '))).toBe(true);
  expect(lines.slice(-2)).toEqual(['data: [DONE]', '']);
});

test('a caller who leaves stops the worker', async () => {
  const leaving = new AbortController();
  const asked = rig.post('/v1/audio/transcriptions', {
    body: formOf([...recording, ['model', model]]),
    signal: leaving.signal,
  });
  const { cancelled, say } = await rig.attempt();
  say(started);
  leaving.abort();
  await expect(asked).rejects.toThrow(/abort/i);
  await cancelled;
});

test('a caller who leaves in the middle of the upload harms nobody', async () => {
  const call = httpRequest(`${rig.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': '1000000',
      expect: '100-continue',
    },
  });
  call.flushHeaders();
  await once(call, 'continue');
  call.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF');
  const hungUp = once(call, 'error');
  call.destroy(new Error('left'));
  await hungUp;

  const asked = create();
  (await rig.attempt()).say(text('Still here.'), finished(), usage(), completed);
  expect(await asked).toMatchObject({ text: 'Still here.' });
});
