import { readRecordings, type Recording } from './recordings/recording.js';
import { expectedAnswer, seenAnswer } from './recordings/seen-answer.js';
import { readHeldStream } from './read-held-stream.js';
import { readStream } from './read-stream.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

/** A model of each vendor and wire that was recorded. */
const models: Readonly<Record<string, string>> = {
  anthropic: 'claude-sonnet-4-6',
  deepseek: 'deepseek-r1-0528',
  edge: 'gpt-oss-120b',
  google: 'gemini-3-flash-preview',
  minimax: 'minimax-m2.1',
  moonshot: 'kimi-k2-thinking',
  'openai-chat': 'gpt-4.1-mini-2025-04-14',
  'openai-compatible': 'gpt-oss-120b',
  'openai-responses': 'gpt-5.2-pro',
  'openai-transcription': 'gpt-4o-transcribe',
  zhipu: 'glm-4.7',
};

/** Failures by the table of the vendor notes: HTTP status and code, and seconds to wait where the vendor told them. */
const failures: Readonly<Record<string, readonly [status: number, code: string, retryAfter?: string]>> = {
  'anthropic/pyd-error-404.json': [404, 'model_not_found'],
  'anthropic/synthetic-rate-limit-429.json': [429, 'upstream_rate_limited', '17'],
  'deepseek/synthetic-error-402.json': [502, 'upstream_auth_failed'],
  'edge/pyd-groq-tool-use-failed.json': [400, 'invalid_value'],
  'edge/synthetic-flat-error-400.json': [400, 'invalid_value'],
  'google/genai-stream-404.json': [404, 'model_not_found'],
  'google/google-429-retry-info.json': [429, 'upstream_rate_limited', '35'],
  // The prompt was refused: 400, not a choice without content, says the table.
  'google/synthetic-prompt-blocked.json': [400, 'content_policy_violation'],
  'minimax/synthetic-error-1008-http-200.json': [502, 'upstream_auth_failed'],
  'moonshot/synthetic-error-429-overloaded.json': [503, 'overloaded'],
  'openai-chat/envoy-chat-bad-request.json': [400, 'unsupported_parameter'],
  'openai-chat/issue-tools-effort-400.json': [400, 'invalid_value'],
  'openai-chat/pyd-o1-mini-system-400.json': [400, 'unsupported_parameter'],
  'openai-chat/reasoning-model-legacy-parameter-error.json': [400, 'unsupported_parameter'],
  'openai-compatible/pyd-openrouter-429.json': [429, 'upstream_rate_limited'],
  'openai-responses/openai-error.1.json': [502, 'upstream_auth_failed'],
  'openai-responses/pyd-error-400.json': [400, 'invalid_value'],
  'openai-responses/pyd-unknown-model.json': [404, 'model_not_found'],
  'zhipu/synthetic-error-1302.json': [429, 'upstream_rate_limited'],
};

/** Errors after output: the frame's code, and the status for who asked for the whole. */
const brokenStreams: Readonly<Record<string, readonly [code: string, status: number]>> = {
  'anthropic/synthetic-overloaded-mid-stream.sse': ['overloaded', 503],
  // The vendor itself calls it a 400.
  'edge/pyd-groq-error-mid-stream.sse': ['invalid_value', 400],
};

/** What expected.json does not know: custom tools, and that one recording was shortened by hand, its deltas but not its items. */
const corrections: Readonly<Record<string, object>> = {
  'openai-responses/openai-shell-container.1.chunks.txt': {
    content: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  },
  'openai-responses/openai-custom-tool.1.json': {
    finishReason: 'tool_calls',
    toolCalls: [{ id: 'call_custom_sql_001', name: 'write_sql', arguments: 'SELECT * FROM users WHERE age > 25' }],
  },
};

const recordings = readRecordings();

describe('recorded vendor answers through the HTTP door', () => {
  if (recordings.length === 0) {
    it('are not there', () => {
      console.info('no recordings (BELUGA_FIXTURES): nothing was replayed');
      expect(recordings).toEqual([]);
    });
    return;
  }

  let served: VendorStack;
  let current: Recording | undefined;
  let holdAt: number | undefined;

  beforeAll(async () => {
    served = await startVendorStack({
      answer: () => {
        if (!current) return undefined;
        const { bytes, contentType, expected } = current;
        const headers = { 'content-type': contentType };
        const wait = expected.headers?.['retry-after'];
        return {
          kind: 'bytes',
          status: expected.http_status,
          headers: wait === undefined ? headers : { ...headers, 'retry-after': wait },
          body: bytes,
          cuts: cutsIn(bytes),
          ...(holdAt !== undefined && { holdAt }),
        };
      },
    });
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  async function ask(
    recording: Recording,
    stream: boolean,
  ): Promise<{ status: number; headers: Headers; text: string }> {
    current = recording;
    holdAt = stream && isBroken(recording.name) ? recording.bytes.lastIndexOf('event: error') : undefined;
    const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
    const content = recording.folder === 'openai-transcription' ? [audio] : 'Where do whales sleep?';
    const response = await fetch(`${served.stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${served.stack.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: models[recording.folder],
        messages: [{ role: 'user', content }],
        ...(stream && { stream: true, stream_options: { include_usage: true } }),
      }),
    });
    const text = await (holdAt === undefined ? response.text() : readHeldStream(response, served.vendor));
    return { status: response.status, headers: response.headers, text };
  }

  it('are all there', () => expect(recordings).toHaveLength(170));

  const named = (wanted: (name: string) => boolean) =>
    recordings.filter(({ name }) => wanted(name)).map((recording) => [recording.name, recording] as const);
  const isFailure = (name: string) => name in failures;
  const isBroken = (name: string) => name in brokenStreams;
  const answers = named((name) => !isFailure(name) && !isBroken(name));

  describe.each([
    ['as they were asked for', (recording: Recording) => recording.expected.format !== 'json'],
    // A vendor may answer a stream request whole, and Anthropic is never asked for anything but a stream.
    ['asked for the other way', (recording: Recording) => recording.expected.format === 'json'],
  ])('%s', (_, streams) => {
    it.each(answers)('%s', async (name, recording) => {
      const { expected } = recording;
      const stream = streams(recording);
      const { status, text } = await ask(recording, stream);
      expect([status, text.slice(0, 200)]).toEqual([200, expect.stringMatching(stream ? /^(: |data: )/ : /^\{/)]);
      expect(seenAnswer(text, expected)).toEqual({ ...expectedAnswer(expected), ...corrections[name] });
    });
  });

  const withoutContent = recordings.filter(({ expected }) => expected.content_is_null === true);
  it.each(withoutContent.map((recording) => [recording.name, recording] as const))(
    'null for no content: %s',
    async (_, recording) => {
      const { text } = await ask(recording, false);
      expect(JSON.parse(text)).toMatchObject({ choices: [{ message: { content: null } }] });
    },
  );

  describe.each([true, false])('failures (stream: %s)', (stream) => {
    it.each(named(isFailure))('%s', async (name, recording) => {
      const [status, code, retryAfter] = failures[name] ?? [];
      const answer = await ask(recording, stream);
      expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
      const { error } = JSON.parse(answer.text) as { error: Record<string, unknown> };
      expect(error).toMatchObject({
        message: expect.stringMatching(/./) as string,
        type: expect.stringMatching(/^[a-z_]+$/) as string,
        code,
      });
      expect('param' in error).toBe(true);
      // What a vendor says of our own account is nobody else's business.
      expect(String(error['message'])).not.toMatch(/balance|quota|billing/i);
      const told = answer.headers.get('retry-after');
      expect(retryAfter === undefined || retryAfter === told).toBe(true);
    });
  });

  it.each(named(isBroken))('%s ends in an error frame and [DONE]', async (name, recording) => {
    const { status, text } = await ask(recording, true);
    expect(status).toBe(200);
    const { error, done, finishReason, content, reasoning } = readStream(text);
    expect({ code: error?.code, done, finishReason }).toEqual({
      code: brokenStreams[name]?.[0],
      done: true,
      finishReason: null,
    });
    expect(content + reasoning).not.toBe('');
  });

  it.each(named(isBroken))('%s fails as a whole for who asks for the whole', async (name, recording) => {
    const [code, wanted] = brokenStreams[name] ?? [];
    const { status, text } = await ask(recording, false);
    expect([status, JSON.parse(text)]).toMatchObject([wanted, { error: { code } }]);
  });
});

/** Places that no boundary of the wire keeps to: inside a character of several bytes and a line end, where there is one. */
function cutsIn(bytes: Buffer): number[] {
  const inCharacter = bytes.findIndex((byte, index) => index > 0 && byte >= 0x80 && byte < 0xc0);
  const inLineEnd = bytes.indexOf('\r\n\r\n') + 1;
  const thirds = [Math.floor(bytes.length / 3), Math.floor((bytes.length * 2) / 3)];
  const wanted = [inCharacter, inLineEnd, ...thirds].filter((cut) => cut > 0 && cut < bytes.length);
  return [...new Set(wanted)].toSorted((left, right) => left - right);
}
