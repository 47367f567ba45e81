import { type CompletionEvent, FailureCode, FinishReason } from '@belugapi/contracts';
import { adapterTask, eventOrderProblems, foldEvents } from '@belugapi/testing';
import {
  call,
  callArguments,
  completed,
  emulated,
  emulatedRoute,
  failed,
  finished,
  logprob,
  oneByOne,
  reasoning,
  refusal,
  seededRandom,
  started,
  state,
  text,
  usage,
} from './__fixtures__/answer-events.js';

const { STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER } = FinishReason;
const task = (stop: string[], choiceCount?: number) =>
  adapterTask({ stream: true, stop, choiceCount }, { route: emulatedRoute('stop') });

async function cut(stop: string[], events: readonly CompletionEvent[], choiceCount?: number) {
  const answer = await emulated(task(stop, choiceCount), oneByOne(events));
  expect(eventOrderProblems(answer)).toEqual([]);
  return answer;
}

const textsOf = (events: readonly CompletionEvent[]) =>
  events.flatMap(({ event }) => (event?.$case === 'text' ? [event.value.text] : []));
const firstStop = (whole: string, stops: readonly string[]) =>
  Math.min(whole.length, ...stops.map((stop) => whole.indexOf(stop)).filter((at) => at !== -1));

function piecesOf(whole: string, random: () => number): string[] {
  const points = Array.from(whole);
  const pieces: string[] = [];
  while (points.length > 0) pieces.push(points.splice(0, Math.ceil(random() * 4)).join(''));
  return pieces;
}

describe('stop', () => {
  it('leaves what stands before the first stop sequence, however the text is cut into deltas', async () => {
    const random = seededRandom(7);
    const pick = (letters: readonly string[], most: number) =>
      Array.from({ length: Math.ceil(random() * most) }, () => letters[Math.floor(random() * letters.length)]).join('');
    const wrong: unknown[] = [];
    let hits = 0;
    for (let round = 0; round < 3_000; round += 1) {
      const letters = round % 2 ? ['a', 'b'] : ['a', 'b', '🐋', 'é', '\n'];
      const whole = pick(letters, 30);
      const stops = Array.from({ length: Math.ceil(random() * 4) }, () => pick(letters, 5));
      const expected = whole.slice(0, firstStop(whole, stops));
      if (expected !== whole) hits += 1;
      const deltas = piecesOf(whole, random).map((piece) => text(piece));
      const events = await cut(stops, [started, ...deltas, finished(LENGTH), usage, completed]);
      const [choice] = foldEvents(events).choices;
      const reason = expected === whole ? LENGTH : STOP;
      const fits = choice?.content === expected && choice.finishReason === reason;
      if (!fits || textsOf(events).some((piece) => !piece.isWellFormed())) wrong.push({ whole, stops, events });
    }
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(1_000);
  });

  it('passes every delta on at once, as the event it is, while nothing can become a stop sequence', async () => {
    const events = [started, text('A wh'), text('ale.'), finished(), usage, completed];
    const answer = await cut(['END', '\n\n'], events);
    expect(answer).toHaveLength(events.length);
    for (const [at, event] of events.entries()) expect(answer[at]).toBe(event);
  });

  it('holds back no more than what may become a stop sequence', async () => {
    const deltas = ['abE', 'N', 'D of', ' it all'];
    const passed: string[][] = [];
    for (const [at] of deltas.entries()) {
      const given = deltas.slice(0, at + 1).map((delta) => [text(delta)]);
      passed.push(textsOf(await emulated(task(['END.']), [[started], ...given])));
    }
    expect(passed).toEqual([['ab'], ['ab'], ['ab', 'END of'], ['ab', 'END of', ' it all']]);
  });

  it('waits for a sequence that began before one that is complete', async () => {
    const given = (last: string) => [started, text('abc'), text(last), finished(), completed];
    expect(textsOf(await cut(['abcd', 'bc'], given('d'))).join('')).toBe('');
    expect(textsOf(await cut(['abcd', 'bc'], given('x'))).join('')).toBe('a');
    expect(textsOf(await cut(['abcd', 'bc'], [started, text('abc'), finished(), completed])).join('')).toBe('a');
  });

  it('ends the choice at the cut, and passes on nothing of it but what is no part of it', async () => {
    const arrays = [
      [started, reasoning('hm')],
      [text('one ST')],
      [text('OP two')],
      [text(' three'), reasoning('more'), refusal('no'), call(0), callArguments(0, '{}'), state('call-0-0'), state()],
      [finished(LENGTH)],
      [usage, completed],
    ];
    const answer = await emulated(task(['STOP']), arrays);
    const end = { event: { $case: 'choiceFinished', value: { choice: 0, reason: STOP, rawReason: 'stop' } } };
    expect(answer).toEqual([started, reasoning('hm'), text('one '), end, state(), usage, completed]);
    // The end comes with the delta that completed the sequence.
    expect(await emulated(task(['STOP']), arrays.slice(0, 3))).toHaveLength(4);
  });

  it('leaves an empty text, not none, where the answer begins with a stop sequence', async () => {
    const answer = await cut(['#'], [started, text('# Whales'), finished(), completed]);
    expect(foldEvents(answer).choices[0]).toMatchObject({ content: '', finishReason: STOP });
    const called = await cut(['#'], [started, call(0), text('#'), finished(TOOL_CALLS), completed]);
    expect(foldEvents(called).choices[0]).toMatchObject({ content: null, finishReason: TOOL_CALLS });
  });

  it('cuts each choice by itself', async () => {
    const answer = await cut(
      ['#'],
      [
        started,
        text('a#', 0),
        text('b', 1),
        text('c', 0),
        text('d', 1),
        finished(STOP, 0),
        finished(LENGTH, 1),
        completed,
      ],
      2,
    );
    expect(foldEvents(answer).choices).toMatchObject([
      { content: 'a', finishReason: STOP },
      { content: 'bd', finishReason: LENGTH },
    ]);
  });

  it('searches visible text only', async () => {
    const events = [started, reasoning('a#b'), refusal('c#d'), call(0), callArguments(0, '"#"'), finished(), completed];
    expect(await cut(['#'], events)).toEqual(events);
  });

  it('keeps the calls from before the cut whole, and leaves later ones out', async () => {
    const answer = await cut(
      ['#'],
      [
        started,
        call(0),
        callArguments(0, '{"a"'),
        text('x#'),
        callArguments(0, ':1}'),
        call(1),
        callArguments(1, '{}'),
      ].concat([finished(TOOL_CALLS), completed]),
    );
    expect(foldEvents(answer).choices).toMatchObject([
      { content: 'x', toolCalls: [{ arguments: '{"a":1}' }], finishReason: TOOL_CALLS },
    ]);
  });

  it('gives out what was held back when the choice ends, and none of it before a failure', async () => {
    const broken = failed(FailureCode.UPSTREAM_ERROR);
    expect(await cut(['END'], [started, text('the EN'), finished(CONTENT_FILTER), completed])).toEqual([
      started,
      text('the '),
      text('EN'),
      finished(CONTENT_FILTER),
      completed,
    ]);
    expect(await cut(['END'], [started, text('EN'), usage, broken])).toEqual([started, usage, broken]);
  });

  it.each([
    ['the only choice is cut', 1, [text('a#')], true],
    ['one choice is cut and the other ended', 2, [text('a#'), text('b', 1), finished(STOP, 1)], true],
    ['one choice is cut and the other open', 2, [text('a#'), text('b', 1)], false],
    ['one choice is cut and the other has not begun', 2, [text('a#')], false],
    ['nothing is cut', 1, [text('a'), finished()], false],
  ])('takes a failure for the end only of a whole answer: %s', async (_, choiceCount, events, whole) => {
    const answer = await cut(['#'], [started, ...events, usage, failed(FailureCode.UPSTREAM_ERROR)], choiceCount);
    expect(answer.at(-1)?.event?.$case).toBe(whole ? 'completed' : 'failed');
  });

  it.each([
    ['a token that the cut goes through', ['a#b'], []],
    ['token by token', ['one', ' E#', 'ND'], ['one']],
    ['a token that is held', ['one', ' E', 'ND', ' two'], ['one']],
    ['a token of two units', ['🐋', ' E', 'ND'], ['🐋']],
    ['after text that was held and stayed', [' E', 'x', 'aE', 'ND'], [' E', 'x']],
  ])('keeps the logprobs of tokens that stay whole: %s', async (_, tokens, kept) => {
    const deltas = tokens.map((token) => text(token, 0, [logprob(token)]));
    const answer = await cut(['#', 'END'], [started, ...deltas, finished(), completed]);
    expect(foldEvents(answer).choices[0]?.logprobs).toEqual(kept.map(logprob));
  });

  it('keeps all logprobs, in order, where held text turns out to stay', async () => {
    const tokens = ['the', ' E', 'N', 'Ds'];
    const deltas = tokens.map((token) => text(token, 0, [logprob(token)]));
    const answer = await cut(['END!'], [started, ...deltas, finished(), completed]);
    expect(foldEvents(answer).choices[0]?.logprobs).toEqual(tokens.map(logprob));
  });

  it('takes a stop sequence that no text can hold for none', async () => {
    const events = [started, text('🐋'), finished(), completed];
    expect(await cut(['', '\ud83d', '\udc0b'], events)).toEqual(events);
  });
});
