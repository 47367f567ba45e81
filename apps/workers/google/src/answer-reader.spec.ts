import { type CompletionEvent, FailureCode, FinishReason } from '@belugapi/contracts';
import { adapterTask, eventOrderProblems, foldEvents } from '@belugapi/testing';
import { AnswerReader } from './answer-reader.js';

/** The events of an answer in these chunks. */
function read(...chunks: readonly unknown[]): CompletionEvent[] {
  const reader = new AnswerReader(adapterTask());
  const events = chunks.flatMap((chunk) => (reader.ended ? [] : reader.read(JSON.stringify(chunk))));
  events.push(...reader.finish());
  expect(eventOrderProblems(events)).toEqual([]);
  return events;
}

const fold = (...chunks: readonly unknown[]) => foldEvents(read(...chunks));
const chunk = (parts: readonly object[], finishReason?: unknown, more: object = {}) => ({
  responseId: 'r',
  candidates: [{ content: { parts }, finishReason }],
  ...more,
});
const text = (value: string) => ({ text: value });
const call = (functionCall: object) => ({ functionCall });

describe('finish reasons', () => {
  const { STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER, OTHER } = FinishReason;

  it.each<[string, FinishReason, FinishReason]>([
    ['STOP', STOP, TOOL_CALLS],
    ['OTHER', STOP, TOOL_CALLS],
    ['FINISH_REASON_UNSPECIFIED', STOP, TOOL_CALLS],
    ['MAX_TOKENS', LENGTH, LENGTH],
    ['SAFETY', CONTENT_FILTER, CONTENT_FILTER],
    ['RECITATION', CONTENT_FILTER, CONTENT_FILTER],
    ['BLOCKLIST', CONTENT_FILTER, CONTENT_FILTER],
    ['PROHIBITED_CONTENT', CONTENT_FILTER, CONTENT_FILTER],
    ['SPII', CONTENT_FILTER, CONTENT_FILTER],
    ['LANGUAGE', CONTENT_FILTER, CONTENT_FILTER],
    ['IMAGE_SAFETY', CONTENT_FILTER, CONTENT_FILTER],
    ['MALFORMED_FUNCTION_CALL', STOP, TOOL_CALLS],
    ['UNEXPECTED_TOOL_CALL', STOP, TOOL_CALLS],
    ['TOO_MANY_TOOL_CALLS', STOP, TOOL_CALLS],
    ['EBB', OTHER, OTHER],
  ])('%s after a text, and after a call', (word, afterText, afterCall) => {
    const reason = (...parts: object[]) => {
      const finished = read(chunk(parts, word)).find(({ event }) => event?.$case === 'choiceFinished')?.event;
      return finished?.$case === 'choiceFinished' ? [finished.value.reason, finished.value.rawReason] : [];
    };
    expect(reason(text('a'))).toEqual([afterText, word]);
    expect(reason(call({ name: 'weather' }))).toEqual([afterCall, word]);
  });

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'])(
    '%s before any answer is a failure that another attempt may mend',
    (word) => {
      expect(fold(chunk([], word), chunk([{ text: 'Hm.', thought: true }])).failure).toMatchObject({
        code: FailureCode.UPSTREAM_ERROR,
        upstream: { code: word },
      });
    },
  );

  it('on every chunk: the last one counts', () => {
    const { choices } = fold(chunk([text('a')], 'STOP'), chunk([text('b')], 'MAX_TOKENS'));
    expect(choices).toMatchObject([{ content: 'ab', finishReason: LENGTH }]);
  });

  it('that is no text is one we do not know', () => {
    expect(fold(chunk([text('a')], 1)).choices).toMatchObject([{ finishReason: OTHER }]);
  });
});

describe('tool calls', () => {
  it('have ids of their own where the vendor gives none, or one of them twice', () => {
    const parts = [
      call({ name: 'a', id: 'same' }),
      call({ name: 'b', id: 'same' }),
      call({ name: 'c', id: '' }),
      call({ name: 'd', id: 7 }),
    ];
    const ids = fold(chunk(parts, 'STOP')).choices[0]?.toolCalls.map(({ id }) => id) ?? [];
    expect(ids[0]).toBe('same');
    expect(ids.slice(1)).toEqual([1, 2, 3].map(() => expect.stringMatching(/^call_[0-9a-f]{24}$/)));
    expect(new Set(ids).size).toBe(4);
  });

  it('have other ids in other completions, attempts and candidates', () => {
    const idsOf = (task: object) => {
      const reader = new AnswerReader({ ...adapterTask(), ...task });
      const functionCall = { name: 'a' };
      const candidates = [0, 1].map((index) => ({
        index,
        content: { parts: [{ functionCall }] },
        finishReason: 'STOP',
      }));
      return foldEvents(reader.read(JSON.stringify({ candidates }))).choices.map(({ toolCalls }) => toolCalls[0]?.id);
    };
    const ids = [...idsOf({}), ...idsOf({ attempt: 2 }), ...idsOf({ completionId: 'chatcmpl-other' })];
    expect(new Set(ids).size).toBe(6);
    expect(idsOf({})).toEqual(ids.slice(0, 2));
  });

  it('are numbered over chunks, and one without a name is none', () => {
    const chunks = [
      chunk([call({ name: 'a', args: { x: 1 } }), call({})]),
      chunk([call({ name: 'b', args: 'no' })], 'STOP'),
    ];
    expect(fold(...chunks).choices[0]?.toolCalls).toMatchObject([
      { name: 'a', arguments: '{"x":1}' },
      { name: 'b', arguments: '{}' },
    ]);
  });
});

describe('usage', () => {
  const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 12 };

  it.each([
    [{ promptTokenCount: -1, candidatesTokenCount: 1.5, thoughtsTokenCount: '7', cachedContentTokenCount: 2 ** 60 }],
    [{ promptTokenCount: null, promptTokensDetails: { modality: 'AUDIO' }, cacheTokensDetails: [null, {}] }],
  ])('is unsigned integers whatever comes: %j', (odd) => {
    const { usage } = fold(chunk([text('a')], 'STOP', { usageMetadata: odd }));
    expect(usage).toMatchObject({ uncachedInput: 0, cacheRead: 0, visibleOutput: 0, reasoning: 0 });
  });

  it('never counts a part beyond its whole', () => {
    const odd = {
      promptTokenCount: 10,
      cachedContentTokenCount: 40,
      promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 99 }],
      toolUsePromptTokenCount: Number.MAX_SAFE_INTEGER,
    };
    expect(fold(chunk([text('a')], 'STOP', { usageMetadata: odd })).usage).toMatchObject({
      uncachedInput: Number.MAX_SAFE_INTEGER,
      cacheRead: 10,
    });
  });

  it.each([
    ['an answer that broke off with a count of it', { usageMetadata }, usageMetadata],
    ['one that broke off when only the prompt was counted', { usageMetadata: { promptTokenCount: 9 } }, undefined],
  ])('of %s', (_, more, told) => {
    const { usage, failure } = fold(chunk([text('abc')], undefined, more));
    expect(failure?.code).toBe(FailureCode.UPSTREAM_ERROR);
    expect(usage?.visibleOutput).toBe(told?.candidatesTokenCount);
  });
});

describe('errors inside an answer', () => {
  it.each([
    [{ code: 429, status: 'RESOURCE_EXHAUSTED' }, FailureCode.UPSTREAM_RATE_LIMITED],
    [{ status: 'UNAVAILABLE' }, FailureCode.UPSTREAM_OVERLOADED],
    [{ status: 'DEADLINE_EXCEEDED' }, FailureCode.UPSTREAM_TIMEOUT],
    [{ status: 'CANCELLED' }, FailureCode.UPSTREAM_ERROR],
    [{ code: 13, status: 'INTERNAL' }, FailureCode.UPSTREAM_ERROR],
    [{ status: 'INVALID_ARGUMENT', message: 'API key expired. Please renew it.' }, FailureCode.UPSTREAM_AUTH_FAILED],
    [{}, FailureCode.UPSTREAM_ERROR],
  ])('%j', (error, code) => {
    for (const body of [{ error }, [{ error }]]) {
      expect(fold(body).failure?.code).toBe(code);
      expect(fold(chunk([text('a')]), body)).toMatchObject({ failure: { code }, choices: [{ content: 'a' }] });
    }
  });

  it('that are lists, nulls or texts in the place of objects end it', () => {
    for (const odd of [7, 'text', [null], { candidates: [null] }, { candidates: [{ content: { parts: 7 } }] }]) {
      expect(fold(odd).failure?.code).toBe(FailureCode.UPSTREAM_ERROR);
    }
  });

  it('have no usage before an answer has begun', () => {
    const events = read({ error: { status: 'INTERNAL' }, usageMetadata: { promptTokenCount: 9 } });
    expect(events.map(({ event }) => event?.$case)).toEqual(['failed']);
  });

  it('leave nothing to read behind them', () => {
    const reader = new AnswerReader(adapterTask());
    const events = reader.read(JSON.stringify([{ error: {} }, chunk([text('a')], 'STOP')]));
    expect([...events, ...reader.finish()].map(({ event }) => event?.$case)).toEqual(['failed']);
  });
});

it('keeps several candidates apart, and trusts no index', () => {
  const candidate = (index: unknown, value: string) => ({
    index,
    content: { parts: [text(value)] },
    finishReason: 'STOP',
  });
  const { choices } = fold({ candidates: [candidate(undefined, 'a'), candidate(1, 'b'), candidate(1e12, 'c')] });
  expect(choices).toMatchObject([
    { index: 0, content: 'a' },
    { index: 1, content: 'b' },
    { index: 7, content: 'c' },
  ]);
});
