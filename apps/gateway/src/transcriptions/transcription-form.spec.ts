import { startTestNats, type TestNats } from '@belugapi/testing';
import { completed, finished, text, usage } from '../__fixtures__/events.js';
import { GatewayRig } from '../__fixtures__/gateway-rig.js';

const model = 'hearer';
const sound = Buffer.from('RIFF….WAVEfmt ');
const mebibyte = 1024 * 1024;

let nats: TestNats;
let rig: GatewayRig;
beforeAll(async () => {
  nats = await startTestNats();
  rig = await GatewayRig.start(nats.url, process.env);
}, 180_000);
afterAll(async () => {
  await rig?.stop();
  await nats?.stop();
});

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

interface Refusal {
  readonly status: number;
  readonly error: { readonly message: string; readonly param: string | null; readonly code: string };
}
async function refusal(response: Response): Promise<Refusal> {
  return { status: response.status, ...((await response.json()) as Pick<Refusal, 'error'>) };
}

describe('the file', () => {
  test('of 25 MiB is taken, and goes by reference', async () => {
    const largest = Buffer.alloc(25 * mebibyte, 1);
    const asked = post(
      formOf([
        ['model', model],
        ['file', new Blob([largest])],
      ]),
    );
    const { request, large, say } = await rig.attempt();
    say(text('x'), finished(), usage(), completed);
    expect((await asked).status).toBe(200);
    expect(large).toBe(true);
    const part = request.messages[0]?.content[0]?.part;
    expect(part?.$case === 'audio' && part.value.data === largest.toString('base64')).toBe(true);
  });

  test.each([
    ['a byte more', 25 * mebibyte + 1, 'file'],
    ['more than any body may be', 60 * mebibyte, 'file'],
  ])('of %s is refused', async (_what, size, param) => {
    const answer = await refusal(
      await post(
        formOf([
          ['file', new Blob([Buffer.alloc(size)])],
          ['model', model],
        ]),
      ),
    );
    expect(answer).toMatchObject({ status: 413, error: { code: 'request_too_large', param } });
  });

  test.each<[string, string, string, string | undefined]>([
    ['speech.MP3', '', 'mp3', 'speech.MP3'],
    ['speech.webm', 'application/octet-stream', 'webm', 'speech.webm'],
    ['a.b.m4a', 'audio/flac', 'm4a', 'a.b.m4a'],
    ['blob', 'audio/webm;codecs=opus', 'webm', undefined],
    ['speech.caf', 'audio/x-wav', 'wav', undefined],
  ])('%s of type %j is %s', async (name, type, format, filename) => {
    const asked = post(
      formOf([
        ['file', new Blob([sound], { type }), name],
        ['model', model],
      ]),
    );
    const { request, say } = await rig.attempt();
    say(text('x'), finished(), usage(), completed);
    await asked;
    expect(request.messages[0]?.content[0]?.part).toMatchObject({ value: { format } });
    expect(request.transcription?.filename).toBe(filename);
  });
});

test('a file name that would end a header goes no further', async () => {
  const parts = [
    `--b\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}`,
    `--b\r\nContent-Disposition: form-data; name="file"; filename="a\\"; b.wav"\r\n\r\nRIFF`,
    '--b--',
  ];
  const headers = { 'content-type': 'Multipart/Form-Data; boundary=b' };
  const asked = rig.post('/v1/audio/transcriptions', { body: parts.join('\r\n'), headers });
  const { request, say } = await rig.attempt();
  say(text('x'), finished(), usage(), completed);
  expect((await asked).status).toBe(200);
  expect(request.transcription).toEqual({ filename: undefined, language: undefined, chunkingStrategyJson: undefined });
});

describe('what is wrong is named exactly', () => {
  const both: Fields = [...recording, ['model', model]];
  test.each<[string, Fields, number, string, string | null]>([
    ['no file', [['model', model]], 400, 'missing_required_parameter', 'file'],
    ['no model', recording, 400, 'missing_required_parameter', 'model'],
    [
      'an empty file',
      [
        ['file', new Blob([])],
        ['model', model],
      ],
      400,
      'invalid_value',
      'file',
    ],
    [
      'a text for a file',
      [
        ['file', 'RIFF'],
        ['model', model],
      ],
      400,
      'invalid_value',
      'file',
    ],
    ['two files', [...both, ...recording], 400, 'invalid_value', 'file'],
    ['another file', [...both, ['cover', new Blob([sound])]], 400, 'unknown_parameter', 'cover'],
    [
      'no format',
      [
        ['file', new Blob([sound]), 'speech'],
        ['model', model],
      ],
      400,
      'invalid_value',
      'file',
    ],
    ['an unknown field', [...both, ['colour', 'blue']], 400, 'unknown_parameter', 'colour'],
    ['a field of Object', [...both, ['constructor', 'x']], 400, 'invalid_value', null],
    ['a member of it', [...both, ['__proto__[x]', 'x']], 400, 'unknown_parameter', '__proto__'],
    ['a model twice', [...both, ['model', model]], 400, 'invalid_value', 'model'],
    ['an unknown model', [...recording, ['model', 'nobody']], 404, 'model_not_found', 'model'],
    ['a model that talks', [...recording, ['model', 'talker']], 400, 'invalid_value', 'model'],
    ['a language by name', [...both, ['language', 'English']], 400, 'invalid_value', 'language'],
    ['a temperature of 1.1', [...both, ['temperature', '1.1']], 400, 'invalid_value', 'temperature'],
    ['a temperature in words', [...both, ['temperature', 'hot']], 400, 'invalid_value', 'temperature'],
    ['a stream of yes', [...both, ['stream', 'yes']], 400, 'invalid_value', 'stream'],
    ['subtitles', [...both, ['response_format', 'srt']], 400, 'unsupported_parameter', 'response_format'],
    ['XML', [...both, ['response_format', 'xml']], 400, 'invalid_value', 'response_format'],
    [
      'a stream of text',
      [...both, ['stream', 'true'], ['response_format', 'text']],
      400,
      'invalid_value',
      'response_format',
    ],
    ['another inclusion', [...both, ['include[]', 'secrets']], 400, 'invalid_value', 'include[0]'],
    [
      'timestamps',
      [...both, ['timestamp_granularities[]', 'word']],
      400,
      'unsupported_parameter',
      'timestamp_granularities',
    ],
    ['another strategy', [...both, ['chunking_strategy', 'none']], 400, 'invalid_value', 'chunking_strategy'],
    ['half an object', [...both, ['chunking_strategy', '{"type"']], 400, 'invalid_value', 'chunking_strategy'],
    [
      'an unknown member',
      [...both, ['chunking_strategy', '{"type":"server_vad","colour":1}']],
      400,
      'unknown_parameter',
      'chunking_strategy.colour',
    ],
    ['a prompt of 300 KiB', [...both, ['prompt', 'x'.repeat(300 * 1024)]], 400, 'invalid_value', 'prompt'],
    ['a hundred fields', Array(100).fill(['prompt', 'x']) as unknown as Fields, 400, 'invalid_value', null],
  ])('%s', async (_what, fields, status, code, param) => {
    expect(await refusal(await post(formOf(fields)))).toMatchObject({ status, error: { code, param } });
  });

  test('whose model talks hears which ones transcribe', async () => {
    const { error } = await refusal(await post(formOf([...recording, ['model', 'talker']])));
    expect(error.message).toMatch(/`talker` does not transcribe audio\. Use .*`gpt-4o-transcribe`.* or /);
  });

  test('x-beluga-unsupported: drop leaves out what the model does not take, and names it', async () => {
    const fields: Fields = [
      ...both,
      ['timestamp_granularities[]', 'word'],
      ['response_format', 'verbose_json'],
      ['include[]', 'logprobs'],
    ];
    const asked = post(formOf(fields), { 'x-beluga-unsupported': 'drop' });
    const { request, say } = await rig.attempt();
    say(text('x'), finished(), usage(), completed);
    const response = await asked;
    expect(request.logprobs).toBeUndefined();
    expect(response.headers.get('x-beluga-dropped-params')).toBe('timestamp_granularities,response_format,include');
    expect(await response.json()).toMatchObject({ text: 'x' });
  });

  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no end', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nhear'],
    ['nothing of a form', 'multipart/form-data; boundary=b', 'hello'],
  ])('a body with %s', async (_what, type, body) => {
    const response = await rig.post('/v1/audio/transcriptions', { body, headers: { 'content-type': type } });
    expect(await refusal(response)).toMatchObject({
      status: 400,
      error: { code: 'invalid_value', message: 'The request body is not valid multipart/form-data.' },
    });
  });

  test('JSON here, and a form elsewhere', async () => {
    const json = { body: '{}', headers: { 'content-type': 'application/json' } };
    expect(await refusal(await rig.post('/v1/audio/transcriptions', json))).toMatchObject({
      status: 415,
      error: { code: 'unsupported_media_type', message: 'The request body must be multipart/form-data.' },
    });
    const form = { body: formOf(both) };
    expect(await refusal(await rig.post('/v1/chat/completions', form))).toMatchObject({
      status: 415,
      error: { message: 'The request body must be application/json.' },
    });
    expect((await rig.post('/v1/audio/nothing', form)).status).toBe(404);
    expect((await fetch(`${rig.url}/v1/audio/transcriptions`)).status).toBe(405);
  });

  test('no key, and nothing is read', async () => {
    expect((await post(formOf(both), { authorization: 'Bearer bapi_no' })).status).toBe(401);
  });
});
