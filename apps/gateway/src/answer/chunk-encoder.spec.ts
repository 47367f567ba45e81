import { type CompletionEvent, FinishReason, UsageSource } from '@belugapi/contracts';
import { ChunkEncoder } from './chunk-encoder.js';

const options = { id: 'chatcmpl-1', created: 1_700_000_000, model: 'gpt-5.4', includeUsage: false };
const head =
  'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-5.4","choices":[';
const role = (index = 0) =>
  `${head}{"index":${index},"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}\n\n`;
const delta = (field: string, index = 0, logprobs = 'null') =>
  `${head}{"index":${index},"delta":{${field}},"logprobs":${logprobs},"finish_reason":null}]}\n\n`;
const finish = (word: string, index = 0) =>
  `${head}{"index":${index},"delta":{},"logprobs":null,"finish_reason":"${word}"}]}\n\n`;

type Shape = NonNullable<CompletionEvent['event']>;
const encodeAll = (events: Shape[], encoder = new ChunkEncoder(options)) =>
  events.map((event) => encoder.encode({ event })).join('');
const text = (value: string, choice = 0): Shape => ({ $case: 'text', value: { choice, text: value, logprobs: [] } });
const finished = (reason: FinishReason, choice = 0): Shape => ({
  $case: 'choiceFinished',
  value: { choice, reason, rawReason: '' },
});

test('text: the role once, then the pieces, then the reason', () => {
  const events = [
    { $case: 'started' as const, value: { upstreamId: 'up', upstreamModel: 'm' } },
    text('Hel'),
    text('lo'),
    finished(FinishReason.STOP),
    { $case: 'completed' as const, value: {} },
  ];
  expect(encodeAll(events)).toBe(role() + delta('"content":"Hel"') + delta('"content":"lo"') + finish('stop'));
});

test('how the vendor serves it stands on the chunks without text, and not in the next attempt', () => {
  const encoder = new ChunkEncoder({ ...options, includeUsage: true });
  const value = { upstreamId: 'up', upstreamModel: 'm', serviceTier: 'flex', systemFingerprint: 'fp_"1"' };
  encodeAll([{ $case: 'started', value }], encoder);
  const chunks = (streamed: string) =>
    streamed
      .split('\n\n')
      .slice(0, -1)
      .map((frame) => JSON.parse(frame.slice('data: '.length)) as Record<string, unknown>);
  const told = { service_tier: 'flex', system_fingerprint: 'fp_"1"' };
  const usage = { source: UsageSource.PROVIDER, uncachedInput: 1, visibleOutput: 1 };
  const streamed = encodeAll([text('Hi'), finished(FinishReason.STOP)], encoder) + encoder.ending(usage, undefined);
  const [first, piece, last, ending] = chunks(streamed);
  expect([first, last]).toMatchObject([told, { ...told, usage: null }]);
  expect(ending).toMatchObject({ ...told, choices: [], usage: { total_tokens: 2 } });
  expect(piece).not.toHaveProperty('service_tier');

  encoder.restart();
  expect(chunks(encodeAll([finished(FinishReason.STOP)], encoder))[0]).not.toHaveProperty('service_tier');
});

test('reasoning and refusals have fields of their own', () => {
  expect(
    encodeAll([
      { $case: 'reasoning', value: { choice: 0, text: 'Hm' } },
      { $case: 'refusal', value: { choice: 0, text: 'No', logprobs: [] } },
      finished(FinishReason.CONTENT_FILTER),
    ]),
  ).toBe(role() + delta('"reasoning_content":"Hm"') + delta('"refusal":"No"') + finish('content_filter'));
});

test('tool calls, of functions and custom ones', () => {
  const started = (index: number, custom: boolean): Shape => ({
    $case: 'toolCallStarted',
    value: { choice: 0, index, id: `call_${index}`, name: 'f', custom },
  });
  const piece = (index: number, part: string): Shape => ({
    $case: 'toolCallArguments',
    value: { choice: 0, index, delta: part },
  });
  expect(
    encodeAll([
      started(0, false),
      piece(0, '{"a":'),
      started(1, true),
      piece(1, 'ls "x"'),
      piece(0, '1}'),
      finished(FinishReason.TOOL_CALLS),
    ]),
  ).toBe(
    role() +
      delta('"tool_calls":[{"index":0,"id":"call_0","type":"function","function":{"name":"f","arguments":""}}]') +
      delta('"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":"}}]') +
      delta('"tool_calls":[{"index":1,"id":"call_1","type":"custom","custom":{"name":"f","input":""}}]') +
      delta('"tool_calls":[{"index":1,"custom":{"input":"ls \\"x\\""}}]') +
      delta('"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]') +
      finish('tool_calls'),
  );
});

test('several choices: the role once for each', () => {
  expect(
    encodeAll([
      text('a', 1),
      text('b', 0),
      text('c', 1),
      finished(FinishReason.LENGTH, 1),
      finished(FinishReason.OTHER),
    ]),
  ).toBe(
    role(1) +
      delta('"content":"a"', 1) +
      role(0) +
      delta('"content":"b"') +
      delta('"content":"c"', 1) +
      finish('length', 1) +
      finish('stop'),
  );
});

test('a choice that ends without a word still begins', () => {
  expect(encodeAll([finished(FinishReason.STOP)])).toBe(role() + finish('stop'));
});

test('audio and log probabilities', () => {
  const logprobs = [{ token: 'a', logprob: -0.5, bytes: Buffer.from('a'), top: [] }];
  expect(
    encodeAll([
      { $case: 'audio', value: { choice: 0, id: 'audio_1', data: 'AA', transcript: 'a', expiresAt: 0 } },
      { $case: 'text', value: { choice: 0, text: 'a', logprobs } },
    ]),
  ).toBe(
    role() +
      delta('"audio":{"id":"audio_1","data":"AA","transcript":"a"}') +
      delta(
        '"content":"a"',
        0,
        '{"content":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]}],"refusal":null}',
      ),
  );
});

test('annotations of a choice come in one delta before its end: of several the SDKs’ helpers keep the last, or fail', () => {
  const cite = (title: string, choice = 0): Shape => {
    const value = { url: 'https://x', title, startIndex: 0, endIndex: 3 };
    return { $case: 'annotation', value: { choice, annotation: { $case: 'urlCitation', value } } };
  };
  const cited = (title: string) =>
    `{"type":"url_citation","url_citation":{"url":"https://x","title":"${title}","start_index":0,"end_index":3}}`;
  const encoder = new ChunkEncoder(options);
  expect(encodeAll([text('a'), cite('X'), text('b', 1), cite('Y', 1), cite('Z')], encoder)).not.toContain(
    'annotations',
  );
  expect(encodeAll([finished(FinishReason.STOP), finished(FinishReason.STOP, 1)], encoder)).toBe(
    delta(`"annotations":[${cited('X')},${cited('Z')}]`) +
      finish('stop') +
      delta(`"annotations":[${cited('Y')}]`, 1) +
      finish('stop', 1),
  );
  encodeAll([cite('X')], encoder);
  encoder.restart();
  expect(encodeAll([finished(FinishReason.STOP)], encoder)).toBe(finish('stop'));
});

test('usage comes in a chunk of its own where it was asked for, and is null before', () => {
  const encoder = new ChunkEncoder({ ...options, includeUsage: true });
  const written = encodeAll([text('a')], encoder);
  expect(written.match(/\],"usage":null\}\n\n/g)).toHaveLength(2);
  const usage = { source: UsageSource.PROVIDER, uncachedInput: 1, visibleOutput: 2 };
  expect(encoder.ending(usage, undefined)).toBe(
    `${head}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}\n\n`,
  );
  expect(new ChunkEncoder(options).ending(usage, undefined)).toBe('');
});

describe('what the vendor wants back', () => {
  const state = (kind: string, toolCallId?: string): Shape => ({
    $case: 'reasoningState',
    value: { provider: 'p', kind, data: Buffer.of(1), ...(toolCallId !== undefined && { toolCallId }) },
  });
  const detail = (kind: string, more = '') =>
    `{"type":"reasoning.state","provider":"p","kind":"${kind}",${more}"data":"AQ=="}`;

  test('comes in one delta before the end, whenever it was said', () => {
    const call: Shape = {
      $case: 'toolCallStarted',
      value: { choice: 0, index: 0, id: 'call_0', name: 'f', custom: false },
    };
    const written = encodeAll([state('a'), text('x'), call, state('b', 'call_0'), finished(FinishReason.TOOL_CALLS)]);
    expect(written).toBe(
      role() +
        delta('"content":"x"') +
        delta('"tool_calls":[{"index":0,"id":"call_0","type":"function","function":{"name":"f","arguments":""}}]') +
        delta(`"reasoning_details":[${detail('a')},${detail('b', '"tool_call_id":"call_0",')}]`) +
        finish('tool_calls'),
    );
  });

  test('shows nothing before, so that a failure can still become a status', () => {
    const encoder = new ChunkEncoder(options);
    expect(encodeAll([{ $case: 'started', value: { upstreamId: '', upstreamModel: '' } }, state('a')], encoder)).toBe(
      '',
    );
  });

  test('is forgotten with the attempt that said it', () => {
    const encoder = new ChunkEncoder(options);
    encodeAll([state('a')], encoder);
    encoder.restart();
    expect(encodeAll([text('x'), finished(FinishReason.STOP)], encoder)).not.toContain('reasoning_details');
  });

  test('is not lost where it comes after the end of its choice', () => {
    const events = [text('x'), finished(FinishReason.STOP), state('late'), { $case: 'completed' as const, value: {} }];
    expect(encodeAll(events)).toBe(
      role() + delta('"content":"x"') + finish('stop') + delta(`"reasoning_details":[${detail('late')}]`),
    );
  });
});

// Python's str.splitlines, the widest notion of a line that a client has.
const lineEnd = new RegExp(String.raw`\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]`);

test.each([
  'a\u2028b\u2029c\u0085d',
  'line\r\nline\n\nline',
  '\ud83d alone',
  '\0\u0007\u000b\u000c\u001e',
  'data: [DONE]',
])('a text of %j is one line to every client and comes out as it went in', (value) => {
  const written = encodeAll([
    text(value),
    { $case: 'reasoning', value: { choice: 0, text: value } },
    { $case: 'toolCallArguments', value: { choice: 0, index: 0, delta: value } },
  ]);
  const lines = written.split(lineEnd).filter((line) => line !== '');
  expect(lines).toHaveLength(4);
  const overTheWire = new TextDecoder().decode(new TextEncoder().encode(lines[1]));
  const chunk = JSON.parse(overTheWire.slice('data: '.length)) as { choices: { delta: { content: string } }[] };
  expect(chunk.choices[0]?.delta.content).toBe(value);
});
