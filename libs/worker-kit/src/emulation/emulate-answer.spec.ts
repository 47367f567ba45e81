import {
  type CompletionEvent,
  type CompletionRequest,
  FailureCode,
  FinishReason,
  ToolChoiceMode,
  UsageSource,
} from '@belugapi/contracts';
import { type ModelRow, modelRows, type ParameterName } from '@belugapi/model-catalog';
import { adapterTask, eventOrderProblems, foldEvents } from '@belugapi/testing';
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
  seededRandom,
  started,
  state,
  text,
  usage,
} from './__fixtures__/answer-events.js';
import { emulateAnswer } from './emulate-answer.js';

const everything: Partial<CompletionRequest> = {
  stream: true,
  stop: ['###'],
  parallelToolCalls: false,
  toolChoice: { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } },
  responseFormat: { format: { $case: 'jsonObject', value: {} } },
};
const allNames: ParameterName[] = ['stop', 'parallel_tool_calls', 'tool_choice', 'json_object', 'json_schema', 'n'];

function wholeRow(): ModelRow {
  const [any] = modelRows;
  if (!any) throw new Error('no rows');
  return { ...any, streaming: 'emulated' };
}

function task(request: Partial<CompletionRequest>, names = allNames, more: { attempt?: number; row?: ModelRow } = {}) {
  return adapterTask(request, { route: emulatedRoute(...names), ...more });
}

async function answered(given: ReturnType<typeof task>, events: readonly CompletionEvent[]) {
  const answer = await emulated(given, oneByOne(events));
  expect(eventOrderProblems(answer)).toEqual([]);
  return answer;
}

const last = (events: readonly CompletionEvent[]) => events.at(-1)?.event?.$case;
const contentOf = (events: readonly CompletionEvent[]) => foldEvents(events).choices[0]?.content;

describe('emulateAnswer', () => {
  it.each([
    ['nothing is emulated', task(everything, [])],
    ['no emulated field asks for anything', task({ stream: true, parallelToolCalls: true })],
    ['nothing that is emulated is known here', task({ choiceCount: 2 }, ['n', 'seed'])],
    ['the caller does not stream', task({}, [], { row: wholeRow() })],
    ['a call was demanded before', task({ toolChoice: everything.toolChoice }, ['tool_choice'], { attempt: 2 })],
  ])('gives the events themselves back where %s', (_, given) => {
    const events = {
      [Symbol.asyncIterator]() {
        throw new Error('it was read');
      },
    };
    expect(emulateAnswer(events, given)).toBe(events);
  });

  describe('reading', () => {
    function watched(arrays: readonly CompletionEvent[][]) {
      const seen = { read: 0, returned: false };
      async function* source() {
        try {
          for (const array of arrays) {
            seen.read += 1;
            yield array;
          }
        } finally {
          seen.returned = true;
        }
      }
      return { seen, source: source() };
    }

    it('reads the source only as it is read, and returns it when the reader leaves', async () => {
      const { seen, source } = watched(oneByOne([started, text('a'), text('b'), text('c'), finished(), completed]));
      const reader = emulateAnswer(source, task({ stream: true, stop: ['#'] }))[Symbol.asyncIterator]();
      expect(seen.read).toBe(0);
      await reader.next();
      await reader.next();
      expect(seen).toEqual({ read: 2, returned: false });
      await reader.return?.();
      expect(seen).toEqual({ read: 2, returned: true });
    });

    it('is never given an empty array', async () => {
      const { source } = watched(oneByOne([started, text('#'), text('a'), text('b'), usage, completed]));
      const sizes: number[] = [];
      for await (const events of emulateAnswer(source, task({ stream: true, stop: ['#'] }))) sizes.push(events.length);
      expect(sizes).toEqual([1, 2, 1, 1]);
    });

    it('may pause within an answer that came at once', async () => {
      const { source } = watched([[started, text('word '.repeat(5_000)), finished(), completed]]);
      const sizes: number[] = [];
      for await (const events of emulateAnswer(source, task({ stream: true }, [], { row: wholeRow() }))) {
        sizes.push(events.length);
      }
      expect(Math.max(...sizes)).toBe(64);
      expect(sizes.length).toBeGreaterThan(3);
    });

    it('passes on what the source throws', async () => {
      async function* broken() {
        yield [started];
        throw new Error('no more');
      }
      const reader = emulateAnswer(broken(), task(everything))[Symbol.asyncIterator]();
      await reader.next();
      await expect(reader.next()).rejects.toThrow('no more');
    });
  });

  describe('several fields together', () => {
    it('cuts the text before it is checked', async () => {
      const given = task({ ...everything, toolChoice: undefined });
      const events = [
        started,
        text('{"a":1}\n#'),
        text('## and that was it'),
        finished(FinishReason.LENGTH),
        usage,
        completed,
      ];
      const answer = await answered(given, events);
      expect(contentOf(answer)).toBe('{"a":1}');
      expect(foldEvents(answer)).toMatchObject({
        choices: [{ finishReason: FinishReason.STOP }],
        usage: { visibleOutput: 7 },
      });
      expect(last(await answered(given, [started, text('{"a":###'), text('1}'), finished(), completed]))).toBe(
        'failed',
      );
    });

    it('misses a call that a stop sequence cut off', async () => {
      const events = [
        started,
        text('###'),
        call(0),
        callArguments(0, '{}'),
        finished(FinishReason.TOOL_CALLS),
        completed,
      ];
      expect(last(await answered(task(everything), events))).toBe('failed');
      const second = await answered(task(everything, ['stop', 'tool_choice'], { attempt: 2 }), events);
      expect(foldEvents(second).choices).toMatchObject([
        { content: '', toolCalls: [], finishReason: FinishReason.STOP },
      ]);
    });

    it('leaves one call, the words before it unsaid', async () => {
      const calls = [call(0), callArguments(0, '{}'), call(1), state('call-0-1'), callArguments(1, '{}')];
      const events = [started, text('Let me see.'), ...calls, finished(FinishReason.TOOL_CALLS), usage, completed];
      const answer = await answered(task(everything), events);
      expect(answer).toEqual([started, ...calls.slice(0, 2), usage, finished(FinishReason.TOOL_CALLS), completed]);
    });

    it('cuts checked JSON into pieces, and long reasoning before it', async () => {
      const json = JSON.stringify({ words: Array.from({ length: 200 }, (_, at) => `whale ${at}`) });
      const thought = 'so '.repeat(300);
      const given = task({ ...everything, toolChoice: undefined }, allNames, { row: wholeRow() });
      const answer = await answered(given, [started, reasoning(thought), text(json), finished(), usage, completed]);
      expect(foldEvents(answer).choices[0]).toMatchObject({ content: json, reasoning: thought });
      expect(answer.length).toBeGreaterThan(20);
    });

    it('keeps the order of events and passes the usage, whatever comes', async () => {
      const random = seededRandom(11);
      const pick = <Item>(items: readonly Item[]): Item => {
        const item = items[Math.floor(random() * items.length)];
        if (item === undefined) throw new Error('nothing to pick from');
        return item;
      };
      const wrong: unknown[] = [];
      for (let round = 0; round < 2_000; round += 1) {
        const choices = round % 3 ? [0] : [0, 1];
        const calls = [0, 0];
        const deltas = Array.from({ length: Math.floor(random() * 12) }, () => {
          const choice = pick(choices);
          const index = calls[choice] ?? 0;
          const next = random();
          if (next < 0.2) return reasoning('hm', choice);
          if (next < 0.35) return state(pick(['', 'call-0-0', 'call-0-1']));
          if (next < 0.45) return call((calls[choice] = index + 1) - 1, choice);
          if (next < 0.55 && index > 0) return callArguments(Math.floor(random() * index), '{}', choice);
          return text(pick(['{"a"', ':', '1}', '#', '##', ' ', '```']), choice);
        });
        const ends = choices.map((choice) => finished(pick([FinishReason.STOP, FinishReason.LENGTH]), choice));
        const terminal = round % 5 ? completed : failed(FailureCode.UPSTREAM_ERROR);
        const names = allNames.filter(() => random() < 0.6);
        const request = { ...everything, stream: random() < 0.7, choiceCount: choices.length };
        const given = task(request, names, { attempt: pick([1, 2]), ...(random() < 0.5 && { row: wholeRow() }) });
        const events = [started, ...deltas, ...ends, usage, terminal];
        const before = structuredClone(events);
        const answer = await emulated(given, oneByOne(events));
        const problems = eventOrderProblems(answer);
        if (!answer.includes(usage)) problems.push('the usage is lost');
        if (problems.length > 0) wrong.push({ events, names, answer, problems });
        expect(events).toEqual(before);
      }
      expect(wrong).toEqual([]);
    });
  });

  describe('usage that the vendor does not tell', () => {
    const long = 'x'.repeat(400);
    const usageOf = (events: readonly CompletionEvent[]) => foldEvents(events).usage;

    it.each<[string, Partial<CompletionRequest>, CompletionEvent[]]>([
      ['is cut off', { stop: ['#'] }, [text('a#'), text(long), finished(), completed]],
      ['does not fit', { responseFormat: everything.responseFormat }, [text(long), finished(), completed]],
      [
        'is held when the vendor fails',
        { responseFormat: everything.responseFormat },
        [text(long), failed(FailureCode.UPSTREAM_ERROR)],
      ],
      [
        'is in calls too many',
        { parallelToolCalls: false },
        [call(0), call(1), callArguments(1, long), finished(FinishReason.TOOL_CALLS), completed],
      ],
    ])('is estimated from what it wrote, where that %s', async (_, request, events) => {
      const answer = await answered(task({ stream: true, ...request }), [started, ...events]);
      expect(usageOf(answer)).toMatchObject({ source: UsageSource.ESTIMATED });
      expect(usageOf(answer)?.visibleOutput).toBeGreaterThanOrEqual(50);
    });

    it('is left to others where all of it passes', async () => {
      const given = task({ stream: true, stop: ['#'] });
      expect(usageOf(await answered(given, [started, text(long), finished(), completed]))).toBeUndefined();
      expect(await answered(given, [failed(FailureCode.UPSTREAM_ERROR)])).toHaveLength(1);
    });

    it('costs no look at the prompt where all of it passes', async () => {
      const given = task({ stream: true, stop: ['#'] });
      const { messages } = given.request;
      let looks = 0;
      Object.defineProperty(given.request, 'messages', {
        get: () => {
          looks += 1;
          return messages;
        },
      });
      await answered(given, [started, text(long), finished(), completed]);
      expect(looks).toBe(0);
      await answered(given, [started, text('a#'), text(long), finished(), completed]);
      expect(looks).toBeGreaterThan(0);
    });
  });
});
