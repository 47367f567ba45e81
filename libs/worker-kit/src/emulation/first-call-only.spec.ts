import { type CompletionEvent, FinishReason } from '@belugapi/contracts';
import { adapterTask, eventOrderProblems } from '@belugapi/testing';
import {
  call,
  callArguments,
  completed,
  emulated,
  emulatedRoute,
  finished,
  oneByOne,
  started,
  state,
  text,
  usage,
} from './__fixtures__/answer-events.js';

const task = adapterTask({ stream: true, parallelToolCalls: false }, { route: emulatedRoute('parallel_tool_calls') });
const end = [finished(FinishReason.TOOL_CALLS), usage, completed];

describe('parallel_tool_calls: false', () => {
  it.each<[string, CompletionEvent[], CompletionEvent[]]>([
    [
      'calls one after another',
      [text('hm'), call(0), callArguments(0, '{}'), call(1), callArguments(1, '{}')],
      [text('hm'), call(0), callArguments(0, '{}')],
    ],
    [
      'calls at the same time',
      [
        call(0),
        call(1),
        callArguments(1, '{"a"'),
        callArguments(0, '{'),
        callArguments(0, '}'),
        callArguments(1, ':1}'),
      ],
      [call(0), callArguments(0, '{'), callArguments(0, '}')],
    ],
    ['one call', [call(0), callArguments(0, '{}')], [call(0), callArguments(0, '{}')]],
    [
      'states behind their calls',
      [call(0), state('call-0-0'), call(1), state('call-0-1'), state()],
      [call(0), state('call-0-0'), state()],
    ],
    [
      'states before their calls',
      [state('call-0-1'), state('call-0-0'), call(0), call(1)],
      [call(0), state('call-0-0')],
    ],
  ])('leaves the first call: %s', async (_, given, expected) => {
    const answer = await emulated(task, oneByOne([started, ...given, ...end]));
    expect(eventOrderProblems(answer)).toEqual([]);
    expect(answer).toEqual([started, ...expected, ...end]);
  });

  it('keeps a state whose call never comes', async () => {
    const events = [started, state('elsewhere'), text('x'), finished(), completed];
    const answer = await emulated(task, oneByOne(events));
    expect(answer).toEqual(expect.arrayContaining(events));
    expect(eventOrderProblems(answer)).toEqual([]);
  });

  it('counts the calls of each choice', async () => {
    const ends = [0, 1].map((choice) => finished(FinishReason.TOOL_CALLS, choice));
    const answer = await emulated(task, [
      [started, call(0, 0), call(0, 1), call(1, 1), call(1, 0)],
      [...ends, completed],
    ]);
    expect(answer.filter(({ event }) => event?.$case === 'toolCallStarted')).toEqual([call(0, 0), call(0, 1)]);
  });
});
