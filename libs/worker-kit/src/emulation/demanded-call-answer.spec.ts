import { type CompletionEvent, FailureCode, FinishReason, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import { adapterTask, eventOrderProblems } from '@belugapi/testing';
import {
  call,
  callArguments,
  completed,
  emulated,
  emulatedRoute,
  failed,
  finished,
  oneByOne,
  reasoning,
  refusal,
  started,
  text,
  usage,
} from './__fixtures__/answer-events.js';

const required: ToolChoice = { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } };
const message = 'The model did not call a tool although tool_choice requires it.';
const missed = failed(FailureCode.UPSTREAM_ERROR, message);
const { STOP, LENGTH, CONTENT_FILTER, TOOL_CALLS } = FinishReason;

function task({ stream = true, attempt = 1, toolChoice = required } = {}) {
  return adapterTask({ stream, toolChoice }, { attempt, route: emulatedRoute('tool_choice') });
}

async function answered(given: ReturnType<typeof task>, events: readonly CompletionEvent[]) {
  const answer = await emulated(given, oneByOne(events));
  expect(eventOrderProblems(answer)).toEqual([]);
  return answer;
}

const talk = [started, text('Whales '), text('dive.'), finished(), usage, completed];

describe('a demanded tool call', () => {
  it.each([true, false])('fails a first attempt without one, after its usage (stream: %s)', async (stream) => {
    const answer = await answered(task({ stream }), talk);
    expect(answer.slice(-2)).toEqual([usage, missed]);
    expect(answer.some(({ event }) => event?.$case === 'text')).toBe(!stream);
  });

  it.each<[string, ToolChoice]>([
    ['a function', { choice: { $case: 'function', value: 'dive' } }],
    ['a custom tool', { choice: { $case: 'custom', value: 'dive' } }],
    ['allowed tools', { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.REQUIRED, functions: ['dive'] } } }],
  ])('is missed as well where the choice names %s', async (_, toolChoice) => {
    expect((await answered(task({ toolChoice }), talk)).at(-1)).toEqual(missed);
  });

  it.each<[string, ToolChoice]>([
    ['auto', { choice: { $case: 'mode', value: ToolChoiceMode.AUTO } }],
    ['none', { choice: { $case: 'mode', value: ToolChoiceMode.NONE } }],
    [
      'auto among allowed tools',
      { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.AUTO, functions: ['a'] } } },
    ],
  ])('is not missed under %s', async (_, toolChoice) => {
    expect(await answered(task({ toolChoice }), talk)).toEqual(talk);
  });

  it('is not missed twice: the second attempt passes as it is', async () => {
    expect(await answered(task({ attempt: 2 }), talk)).toEqual(talk);
  });

  it('lets held text out, in order, when the call starts', async () => {
    const events = [
      started,
      text('I '),
      text('dive'),
      call(0),
      callArguments(0, '{}'),
      finished(TOOL_CALLS),
      completed,
    ];
    expect(await answered(task(), events)).toEqual(events);
    const arrays = oneByOne(events);
    expect(await emulated(task(), arrays.slice(0, 3))).toEqual([started]);
    expect(await emulated(task(), arrays.slice(0, 4))).toEqual(events.slice(0, 4));
  });

  it('is let go by once a streaming caller has seen reasoning', async () => {
    const events = [started, reasoning('hm'), text('no'), finished(), completed];
    expect(await answered(task(), events)).toEqual(events);
    expect(await emulated(task(), oneByOne(events).slice(0, 3))).toEqual(events.slice(0, 3));
    // Nothing of a whole answer is seen before its end.
    expect((await answered(task({ stream: false }), events)).at(-1)).toEqual(missed);
  });

  it.each([
    ['its length', [text('a'), finished(LENGTH)]],
    ['a filter', [text('a'), finished(CONTENT_FILTER)]],
    ['a refusal', [text('a'), refusal('no'), finished()]],
  ])('is not missed where the choice ended by %s', async (_, given) => {
    for (const stream of [true, false]) {
      const events = [started, ...given, completed];
      expect(await answered(task({ stream }), events)).toEqual(events);
    }
  });

  it('is demanded of every choice while nothing is seen', async () => {
    const called = [call(0, 0), finished(TOOL_CALLS, 0)];
    const silent = [text('b', 1), finished(STOP, 1)];
    expect((await answered(task({ stream: false }), [started, ...called, ...silent, completed])).at(-1)).toEqual(
      missed,
    );
    const events = [started, ...silent, ...called, completed];
    expect(await answered(task(), events)).toEqual(events);
  });

  it('holds a bounded text only', async () => {
    const long = Array.from({ length: 70 }, () => text('x'.repeat(1_000)));
    const events = [started, ...long, finished(), completed];
    expect(await answered(task(), events)).toEqual(events);
    expect((await answered(task({ stream: false }), events)).at(-1)).toEqual(missed);
  });

  it('passes a vendor’s failure on, without what was held', async () => {
    const broken = failed(FailureCode.UPSTREAM_OVERLOADED);
    expect(await answered(task(), [started, text('a'), usage, broken])).toEqual([started, usage, broken]);
  });
});
