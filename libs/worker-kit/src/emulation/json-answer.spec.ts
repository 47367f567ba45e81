import { type CompletionEvent, FailureCode, FinishReason, type ResponseFormat } from '@belugapi/contracts';
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
  started,
  text,
  usage,
} from './__fixtures__/answer-events.js';

const object: ResponseFormat = { format: { $case: 'jsonObject', value: {} } };
const ofSchema = (schema?: unknown): ResponseFormat => ({
  format: {
    $case: 'jsonSchema',
    value: { name: 'a', schemaJson: schema === undefined ? undefined : JSON.stringify(schema) },
  },
});
const whale = ofSchema({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] });
const { LENGTH, CONTENT_FILTER, TOOL_CALLS, OTHER } = FinishReason;

async function answered(responseFormat: ResponseFormat, events: readonly CompletionEvent[]) {
  const task = adapterTask({ stream: true, responseFormat }, { route: emulatedRoute('json_object', 'json_schema') });
  const answer = await emulated(task, oneByOne(events));
  expect(eventOrderProblems(answer)).toEqual([]);
  return answer;
}

const said = (...pieces: string[]) => [started, ...pieces.map((piece) => text(piece)), finished(), usage, completed];
const unfit = (problem: string) =>
  failed(FailureCode.UPSTREAM_ERROR, `The model's answer is not JSON that fits the requested format: ${problem}`);

describe('a JSON format', () => {
  it.each([
    ['as it is', ['{"name": "Bo"}']],
    ['in pieces', ['{"na', 'me": "B', 'o"}']],
    ['with white space around it', ['\n\n {"name": "Bo"}\n', ' ']],
    ['in a fence', ['```json\n{"name": "Bo"}\n```']],
    ['in a fence without a language', ['Z', '```\n{"name": "Bo"}\n', '```\n'].slice(1)],
    ['in a fence on one line', ['```JSON {"name": "Bo"}```']],
    ['in a fence that is left open', ['```json\n{"name": "Bo"}']],
  ])('passes what fits on, in the model’s own words: %s', async (_, pieces) => {
    for (const format of [object, whale, ofSchema()]) {
      expect(await answered(format, said(...pieces))).toEqual([
        started,
        usage,
        text('{"name": "Bo"}'),
        finished(),
        completed,
      ]);
    }
  });

  it.each<[string, ResponseFormat, string[], string]>([
    ['nothing', object, [], 'it is empty.'],
    ['white space', whale, ['  \n'], 'it is empty.'],
    ['an empty fence', object, ['```json\n```'], 'it is empty.'],
    ['prose', object, ['Here is a secret'], 'it is not one JSON value.'],
    ['prose around it', object, ['Sure: {"name":"Bo"}'], 'it is not one JSON value.'],
    ['two objects', whale, ['{"name":"Bo"}', '{"name":"Al"}'], 'it is not one JSON value.'],
    ['half an object', whale, ['{"name":"Bo"'], 'it is not one JSON value.'],
    ['a list for an object', object, ['[{}]'], 'it is not an object.'],
    ['null for an object', object, ['null'], 'it is not an object.'],
    ['a list where no schema is given', ofSchema(), ['[]'], 'it is not an object.'],
    ['another type', whale, ['{"name":', '7}'], 'at /name: Instance type "number" is invalid. Expected "string".'],
    ['a missing member', whale, ['{}'], 'at the root: Instance does not have required property "name".'],
  ])(
    'fails an answer that does not fit, after its usage and without any of it: %s',
    async (_, format, pieces, problem) => {
      expect(await answered(format, said(...pieces))).toEqual([started, usage, unfit(problem)]);
    },
  );

  it('takes from a schema what it allows, a list as well', async () => {
    const events = await answered(
      ofSchema({ type: 'array', items: { $ref: '#/$defs/n' }, $defs: { n: { type: 'number' } } }),
      said('[1,2]'),
    );
    expect(foldEvents(events).choices[0]?.content).toBe('[1,2]');
  });

  it('passes reasoning on at once, and never as content', async () => {
    const events = [started, reasoning('{"name"'), reasoning(': 7}'), text('{"name":"Bo"}'), finished(), completed];
    const answer = await answered(whale, events);
    expect(answer.slice(0, 3)).toEqual(events.slice(0, 3));
    expect(foldEvents(answer).choices[0]).toMatchObject({ reasoning: '{"name": 7}', content: '{"name":"Bo"}' });
    const silent = await answered(whale, [started, reasoning('{"name":"Bo"}'), finished(), usage, completed]);
    expect(silent.slice(-2)).toEqual([usage, unfit('it is empty.')]);
  });

  it.each<[string, CompletionEvent[]]>([
    ['by its length', [text('{"na'), finished(LENGTH)]],
    ['by its length, without text', [finished(LENGTH)]],
    ['by a filter', [text('{"na'), finished(CONTENT_FILTER)]],
    ['in a refusal', [refusal('I will not.'), finished()]],
    ['in tool calls', [call(0), callArguments(0, '{}'), finished(TOOL_CALLS)]],
    [
      'in tool calls, with text that fits',
      [call(0), callArguments(0, '{}'), text('{"name":"Bo"}'), finished(TOOL_CALLS)],
    ],
  ])('passes a choice that ended %s on as it is', async (_, given) => {
    const events = [started, ...given, completed];
    expect(await answered(whale, events)).toEqual(events);
  });

  it.each([finished(), finished(TOOL_CALLS)])(
    'leaves text beside tool calls out where it does not fit',
    async (end) => {
      const called = [call(0), callArguments(0, '{}')];
      const answer = await answered(whale, [started, text('Let me look.'), ...called, usage, end, completed]);
      expect(answer).toEqual([started, ...called, usage, end, completed]);
    },
  );

  it('checks what ended for a reason that is not known', async () => {
    expect((await answered(whale, [started, text('no'), finished(OTHER), completed])).at(-1)?.event?.$case).toBe(
      'failed',
    );
  });

  it('checks every choice before it shows one', async () => {
    const good = [text('{"name":"Bo"}', 0), finished(FinishReason.STOP, 0)];
    const bad = [text('no', 1), finished(FinishReason.STOP, 1)];
    const answer = await answered(whale, [started, ...good, ...bad, usage, completed]);
    expect(answer).toEqual([started, usage, unfit('it is not one JSON value.')]);
  });

  it('passes a vendor’s failure on without the half that was held', async () => {
    const broken = failed(FailureCode.UPSTREAM_OVERLOADED);
    expect(await answered(whale, [started, text('{"name"'), usage, broken])).toEqual([started, usage, broken]);
  });

  it('bounds what it holds', async () => {
    const half = text(`"${'x'.repeat(5 * 1024 * 1024)}"`);
    const answer = await answered(object, [started, half, half, finished(), usage, completed]);
    expect(answer).toEqual([started, usage, unfit('it is longer than 8 MiB.')]);
  });

  it('blames the caller for a schema that turns out to be of no use', async () => {
    const schema = { properties: { a: { required: 7 } } };
    const answer = await answered(ofSchema(schema), said('{"a":{}}'));
    expect(answer.at(-1)).toMatchObject({
      event: { value: { code: FailureCode.INVALID_VALUE, param: 'response_format.json_schema.schema' } },
    });
  });

  it('keeps the logprobs of the text that stays', async () => {
    const tokens = ['```json', '\n', '{"name"', ':"Bo"}', '\n', '```'];
    const events = tokens.map((token) => text(token, 0, [logprob(token)]));
    const answer = await answered(whale, [started, ...events, finished(), completed]);
    expect(foldEvents(answer).choices[0]?.logprobs).toEqual(tokens.slice(2, 4).map(logprob));
  });
});
