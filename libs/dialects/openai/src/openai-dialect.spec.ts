import { FailureCode, FinishReason } from '@belugapi/contracts';
import { adapterTask, eventOrderProblems, foldEvents, streamedEvents } from '@belugapi/testing';
import type { WireCompletion } from './chat-wire.js';
import { openAiDialect, type OpenAiDialectOptions } from './openai-dialect.js';
import { wrappedError } from './vendor-failure.js';

const dialect = (quirks: Partial<OpenAiDialectOptions> = {}) =>
  openAiDialect({ provider: 'edge', defaultBaseUrl: 'http://127.0.0.1:8000/v1', ...quirks });

async function streamed(quirks: Partial<OpenAiDialectOptions>, ...frames: (object | string)[]) {
  const text = frames
    .map((frame) => (typeof frame === 'string' ? frame : `data: ${JSON.stringify(frame)}\n\n`))
    .join('');
  const events = await streamedEvents(dialect(quirks), [Buffer.from(text)]);
  expect(eventOrderProblems(events)).toEqual([]);
  return foldEvents(events);
}

const chunk = (delta: object, more: object = {}) => ({ id: 'c', choices: [{ index: 0, delta, ...more }] });
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const done = 'data: [DONE]\n\n';

describe('what an answer may say in other words', () => {
  it('reads reasoning under either name, once', async () => {
    const folded = await streamed(
      {},
      chunk({ reasoning: 'Hm' }),
      chunk({ reasoning: 'm.', reasoning_content: 'm.' }),
      chunk({ content: 'Aye' }, { finish_reason: 'stop' }),
      done,
    );
    expect(folded.choices).toMatchObject([{ reasoning: 'Hmm.', content: 'Aye' }]);
  });

  it('survives names, ids and logprobs that are no texts', async () => {
    const folded = await streamed(
      {},
      {
        id: 7,
        model: {},
        system_fingerprint: 3,
        choices: [{ delta: { tool_calls: [{ id: 12, function: { name: ['x'], arguments: { depth: 1 } } }] } }],
      },
      chunk({ content: 'A' }, { logprobs: { content: [{ token: 1, logprob: '-0.5' }] }, finish_reason: 'stop' }),
    );
    expect(folded).toMatchObject({
      started: { upstreamId: '7', systemFingerprint: undefined },
      choices: [
        { toolCalls: [{ id: '12', name: '', arguments: '{"depth":1}' }], logprobs: [{ token: '1', logprob: -0.5 }] },
      ],
    });
  });

  it('ends as its vendor’s words say', async () => {
    const finishReasons = { sensitive: FinishReason.CONTENT_FILTER, outage: { failure: FailureCode.UPSTREAM_ERROR } };
    const ended = (reason: string) =>
      streamed({ finishReasons }, { ...chunk({ content: 'A' }, { finish_reason: reason }), usage }, done);
    expect(await ended('sensitive')).toMatchObject({ choices: [{ finishReason: FinishReason.CONTENT_FILTER }] });
    expect(await ended('constructor')).toMatchObject({ choices: [{ finishReason: FinishReason.OTHER }] });
    expect(await ended('unheard')).toMatchObject({ choices: [{ finishReason: FinishReason.OTHER }] });
    expect(await ended('outage')).toMatchObject({
      usage: { uncachedInput: 3, visibleOutput: 2 },
      failure: { code: FailureCode.UPSTREAM_ERROR, upstream: { provider: 'edge', code: 'outage' } },
    });
  });

  it('lets a filter have the last word', async () => {
    const folded = await streamed(
      {},
      chunk({ content: 'A' }, { finish_reason: 'stop' }),
      chunk({}, { finish_reason: 'content_filter' }),
      chunk({}, { finish_reason: 'length' }),
    );
    expect(folded.choices).toMatchObject([{ finishReason: FinishReason.CONTENT_FILTER }]);
  });

  it('makes a new rewriter for every answer, which remembers its own chunks only', async () => {
    const adjustAnswer = () => {
      let seen = 0;
      return (answer: WireCompletion): WireCompletion => ({ ...answer, id: `${(seen += 1)}` });
    };
    const adapter = dialect({ adjustAnswer });
    const body = JSON.stringify(chunk({ content: 'A' }, { finish_reason: 'stop' }));
    const ids = [1, 2].map(() => foldEvents(adapter.fromResponse(body, adapterTask())).started?.upstreamId);
    expect(ids).toEqual(['1', '1']);
  });
});

describe('errors inside an answer', () => {
  it.each<[string, object | string, FailureCode]>([
    ['wrapped', { error: { message: 'busy', code: 503 } }, FailureCode.UPSTREAM_OVERLOADED],
    ['a text', { error: 'boom' }, FailureCode.UPSTREAM_ERROR],
    ['flat', { object: 'error', message: 'no', type: 'BadRequestError', code: 400 }, FailureCode.INVALID_VALUE],
    [
      'of an event named error',
      'event: error\ndata: {"message":"no","type":"rate_limit_error"}\n\n',
      FailureCode.UPSTREAM_RATE_LIMITED,
    ],
    ['of an event named error, in plain words', 'event: error\ndata: boom\n\n', FailureCode.UPSTREAM_ERROR],
    [
      'too long a prompt',
      { error: { message: 'This model’s maximum context length is 8192 tokens.', code: 400 } },
      FailureCode.CONTEXT_LENGTH_EXCEEDED,
    ],
  ])('end it: %s', async (_, frame, code) => {
    const folded = await streamed({}, { ...chunk({ content: 'A' }), usage }, frame, chunk({ content: 'B' }), done);
    expect(folded).toMatchObject({ failure: { code }, choices: [{ content: 'A' }], usage: { visibleOutput: 2 } });
  });

  it('are read by the vendor’s own words first, in refusals too', async () => {
    const readFailure: OpenAiDialectOptions['readFailure'] = (body, status) => {
      const { code, message } = wrappedError(body);
      return code === 'plan_used_up'
        ? {
            code: FailureCode.UPSTREAM_AUTH_FAILED,
            word: `${code} ${status ?? 'inside'}`,
            retryAfterMs: 10_000,
            message,
          }
        : undefined;
    };
    const body = { error: { message: 'The plan of key sk-1 is used up.', code: 'plan_used_up' } };
    const expected = (status: number, word: string) => ({
      code: FailureCode.UPSTREAM_AUTH_FAILED,
      message: expect.not.stringContaining('sk-1') as unknown,
      retryAfterMs: 10_000,
      upstream: { status, code: word },
    });
    expect((await streamed({ readFailure }, body)).failure).toMatchObject(expected(200, 'plan_used_up inside'));
    const refusal = { status: 429, headers: {}, body: JSON.stringify(body) };
    expect(dialect({ readFailure }).toFailure(refusal)).toMatchObject(expected(429, 'plan_used_up 429'));
    expect(dialect().toFailure(refusal)).toMatchObject({ code: FailureCode.UPSTREAM_RATE_LIMITED });
  });

  it('tell nothing of tokens before the answer has begun', async () => {
    expect(await streamed({}, { usage }, { error: 'boom' })).toMatchObject({ usage: undefined });
  });
});
