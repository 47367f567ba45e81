import { type CompletionRequest, FailureCode, Message, Role, type Tool, ToolChoiceMode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { type ModelRow, modelRows, type ParameterName, type Support } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { emulatedRoute } from './__fixtures__/answer-events.js';
import { emulateRequest } from './emulate-request.js';

const message = (role: Role, ...texts: string[]) =>
  Message.create({ role, content: texts.map((text) => ({ part: { $case: 'text' as const, value: { text } } })) });
const tool = (name: string): Tool => ({ tool: { $case: 'function', value: { name } } });
const custom = (name: string): Tool => ({ tool: { $case: 'custom', value: { name } } });
const user = message(Role.USER, 'Where do whales sleep?');

function row(changes: Partial<ModelRow>): ModelRow {
  const [any] = modelRows;
  if (!any) throw new Error('no rows');
  return { ...any, systemRole: 'system', ...changes };
}

function emulate(request: Partial<CompletionRequest>, names: ParameterName[], modelRow?: ModelRow) {
  const given = adapterTask({ messages: [user], ...request }, { route: emulatedRoute(...names), row: modelRow });
  const before = structuredClone(given);
  const task = emulateRequest(given);
  expect(given).toEqual(before);
  return { task, given, ...task.request };
}

function failureOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
    throw error;
  }
  throw new Error('nothing was refused');
}

const textsOf = (messages: readonly Message[]) =>
  messages.map(({ role, content }) => [role, content.map(({ part }) => part?.$case === 'text' && part.value.text)]);
const mode = (value: ToolChoiceMode) => ({ choice: { $case: 'mode' as const, value } });
const object = { format: { $case: 'jsonObject' as const, value: {} } };
const schema = (schemaJson: string | undefined = '{"type":"object"}') => ({
  format: {
    $case: 'jsonSchema' as const,
    value: { name: 'whale', description: 'a whale', schemaJson },
  },
});
const onlyJson = 'Answer with one JSON object only: no prose before or after it, and no code fence around it.';
const mustCall = 'You must call at least one of the provided tools; do not answer in text.';

describe('emulateRequest', () => {
  it.each<[string, Partial<CompletionRequest>, ParameterName[]]>([
    ['nothing is emulated', { stop: ['a'], toolChoice: mode(ToolChoiceMode.REQUIRED), responseFormat: object }, []],
    ['a field is not known here', { choiceCount: 2, seed: 1 }, ['n', 'seed']],
    ['another format is emulated', { responseFormat: object }, ['json_schema']],
  ])('gives the task itself back where %s', (_, request, names) => {
    const { task, given } = emulate(request, names);
    expect(task).toBe(given);
  });

  it('takes stop and parallel_tool_calls out, and nothing else', () => {
    const { request } = emulate({ stop: ['a'], parallelToolCalls: false, tools: [tool('a')] }, [
      'stop',
      'parallel_tool_calls',
    ]).task;
    expect(request).toMatchObject({ stop: [], tools: [tool('a')], messages: [user] });
    expect(request.parallelToolCalls).toBeUndefined();
  });

  describe('tool_choice', () => {
    const tools = [tool('dive'), tool('sing'), custom('dive')];

    it('is a request without tools for none', () => {
      const request = emulate({ tools, toolChoice: mode(ToolChoiceMode.NONE), parallelToolCalls: false }, [
        'tool_choice',
      ]);
      const left = { tools: [], toolChoice: undefined, parallelToolCalls: undefined, messages: [user] };
      expect(request).toMatchObject(left);
    });

    it.each<[string, CompletionRequest['toolChoice'], Tool[], string | undefined]>([
      ['required', mode(ToolChoiceMode.REQUIRED), tools, mustCall],
      [
        'a function',
        { choice: { $case: 'function', value: 'dive' } },
        [tool('dive')],
        'You must call the tool "dive"; do not answer in text.',
      ],
      [
        'a custom tool',
        { choice: { $case: 'custom', value: 'dive' } },
        [custom('dive')],
        'You must call the tool "dive"; do not answer in text.',
      ],
      [
        'allowed tools, required',
        { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.REQUIRED, functions: ['sing', 'other'] } } },
        [tool('sing')],
        mustCall,
      ],
      [
        'allowed tools, auto',
        { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.AUTO, functions: ['sing'] } } },
        [tool('sing')],
        undefined,
      ],
    ])('is an instruction and the tools that may be called: %s', (_, toolChoice, offered, line) => {
      const request = emulate({ tools, toolChoice }, ['tool_choice']);
      expect(request.toolChoice).toBeUndefined();
      expect(request.tools).toEqual(offered);
      expect(request.messages).toEqual(line === undefined ? [user] : [message(Role.SYSTEM, line), user]);
    });

    it.each<[string, Partial<CompletionRequest>]>([
      ['required without tools', { toolChoice: mode(ToolChoiceMode.REQUIRED) }],
      ['a function that is not offered', { tools, toolChoice: { choice: { $case: 'function', value: 'fly' } } }],
      [
        'allowed tools none of which is offered',
        {
          tools,
          toolChoice: { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.AUTO, functions: ['fly'] } } },
        },
      ],
    ])('is refused where nothing can be called: %s', (_, request) => {
      const failure = failureOf(() => emulate(request, ['tool_choice']));
      expect(failure).toMatchObject({ code: FailureCode.INVALID_VALUE, param: 'tool_choice' });
    });
  });

  describe('response_format', () => {
    it('of json_object is an instruction', () => {
      const request = emulate({ responseFormat: object }, ['json_object']);
      expect(request.responseFormat).toBeUndefined();
      expect(request.messages).toEqual([message(Role.SYSTEM, onlyJson), user]);
    });

    it.each([
      ['native', [], object],
      ['native, but not for this request', ['json_object'], undefined],
      ['emulated', [], undefined],
      ['rejected', [], undefined],
    ] as const)('of json_schema is an instruction with the schema, where json_object is %s', (how, lacking, left) => {
      const [support] = how.split(',') as [Support];
      const parameters = { ...row({}).parameters, json_object: support };
      const request = emulate({ responseFormat: schema() }, ['json_schema', ...lacking], row({ parameters }));
      expect(request.responseFormat).toEqual(left);
      const lines = [
        onlyJson,
        'The object is called "whale" (a whale).',
        'It must be valid against this JSON Schema:',
        '{"type":"object"}',
      ];
      expect(request.messages).toEqual([message(Role.SYSTEM, lines.join('\n')), user]);
    });

    it('lets tools be called still, where any are left', () => {
      const tools = [tool('dive')];
      const names: ParameterName[] = ['json_object', 'tool_choice'];
      const line = 'You may still call tools; write no text beside a call.';
      const instructions = (toolChoice: CompletionRequest['toolChoice']) =>
        textsOf(emulate({ responseFormat: object, tools, toolChoice }, names).messages)[0];
      expect(instructions(mode(ToolChoiceMode.NONE))).toEqual([Role.SYSTEM, [onlyJson]]);
      expect(instructions(mode(ToolChoiceMode.REQUIRED))).toEqual([
        Role.SYSTEM,
        [`${mustCall}\n\n${onlyJson}\n${line}`],
      ]);
    });

    it.each([
      ['that nothing can be checked against', '{"$ref":"#/$defs/none"}'],
      ['that refers to itself at once', '{"$ref":"#"}'],
      ['that is too long', JSON.stringify({ description: 'x'.repeat(300_000) })],
    ])('is refused for a schema %s', (_, schemaJson) => {
      const failure = failureOf(() => emulate({ responseFormat: schema(schemaJson) }, ['json_schema']));
      expect(failure).toMatchObject({
        code: FailureCode.INVALID_VALUE,
        param: 'response_format.json_schema.schema',
      });
    });
  });

  describe('an instruction', () => {
    const image = { part: { $case: 'image' as const, value: { url: 'https://a.example/b.png' } } };
    const assistant = message(Role.ASSISTANT, 'Hm.');
    const picture = { ...message(Role.USER, 'What is this?'), content: [...user.content, image] };

    it.each<[string, ModelRow['systemRole'], Message[], unknown]>([
      [
        'goes to the end of the first system message',
        'single-system',
        [user, message(Role.SYSTEM, 'Be', 'brief.'), message(Role.SYSTEM, 'Be kind.')],
        [
          [Role.USER, ['Where do whales sleep?']],
          [Role.SYSTEM, ['Be', `brief.\n\n${onlyJson}`]],
          [Role.SYSTEM, ['Be kind.']],
        ],
      ],
      [
        'goes to a developer message as well',
        'developer',
        [message(Role.DEVELOPER, 'Be brief.'), user],
        [
          [Role.DEVELOPER, [`Be brief.\n\n${onlyJson}`]],
          [Role.USER, ['Where do whales sleep?']],
        ],
      ],
      [
        'fills an empty system message',
        'system',
        [message(Role.SYSTEM), user],
        [
          [Role.SYSTEM, [onlyJson]],
          [Role.USER, ['Where do whales sleep?']],
        ],
      ],
      [
        'goes to the last user message where there is no system role',
        'none',
        [user, assistant, picture, assistant],
        [
          [Role.USER, ['Where do whales sleep?']],
          [Role.ASSISTANT, ['Hm.']],
          [Role.USER, [`Where do whales sleep?\n\n${onlyJson}`, false]],
          [Role.ASSISTANT, ['Hm.']],
        ],
      ],
      [
        'goes beside a picture without text',
        'first-user',
        [message(Role.SYSTEM, 'Be brief.'), { ...user, content: [image] }],
        [
          [Role.SYSTEM, ['Be brief.']],
          [Role.USER, [false, onlyJson]],
        ],
      ],
      [
        'is a user message of its own as a last resort',
        'none',
        [assistant],
        [
          [Role.ASSISTANT, ['Hm.']],
          [Role.USER, [onlyJson]],
        ],
      ],
    ])('%s', (_, systemRole, messages, expected) => {
      const request = emulate({ messages, responseFormat: object }, ['json_object'], row({ systemRole }));
      expect(textsOf(request.messages)).toEqual(expected);
    });
  });
});
