import { type CompletionRequest, FailureCode, type Message, Role, ToolChoiceMode } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { deepSeekAdapter } from './deepseek.adapter.js';

const rowOf = (id: string, more: Partial<ModelRow> = {}): ModelRow => {
  const row = modelRows.find((each) => each.id === id);
  if (!row) throw new Error(`no row ${id}`);
  return { ...row, ...more } as ModelRow;
};
const thinker = rowOf('deepseek-r1-0528');
const plain = rowOf('deepseek-v3.2');
const host = rowOf('deepseek-r1-0528', { extraBody: undefined });

const bodyOf = (request: Partial<CompletionRequest>, row: ModelRow | undefined) =>
  JSON.parse(String(deepSeekAdapter.toRequest(adapterTask(request, { row })).body)) as Record<string, unknown>;

const text = (value: string) => ({ part: { $case: 'text' as const, value: { text: value } } });
const message = (role: Role, texts: string[], more: Partial<Message> = {}): Message => ({
  role,
  content: texts.map(text),
  toolCalls: [],
  reasoningState: [],
  ...more,
});
const tool = {
  tool: { $case: 'function' as const, value: { name: 'dive', parametersJson: '{"type":"object"}', strict: true } },
};
const wireTool = { type: 'function', function: { name: 'dive', parameters: { type: 'object' } } };
const required: CompletionRequest['toolChoice'] = { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } };
const named: CompletionRequest['toolChoice'] = { choice: { $case: 'function', value: 'dive' } };
const auto: CompletionRequest['toolChoice'] = { choice: { $case: 'mode', value: ToolChoiceMode.AUTO } };

describe('thinking', () => {
  const off = { thinking: { type: 'disabled' } };
  const on = { thinking: { type: 'enabled' } };
  const adaptive = { thinking: { type: 'adaptive' } };

  it.each<[string, Partial<CompletionRequest>, ModelRow | undefined, object]>([
    ['is off by the row', {}, plain, off],
    ['is on by the row', {}, thinker, on],
    ['is what the row says', {}, rowOf('deepseek-r1-0528', { extraBody: adaptive }), adaptive],
    ['is DeepSeek’s own matter without a row', {}, undefined, {}],
    ['takes the effort', { reasoningEffort: 'high' }, thinker, { ...on, reasoning_effort: 'high' }],
    ['takes the effort over the row', { reasoningEffort: 'low' }, plain, { ...on, reasoning_effort: 'low' }],
    ['goes off with no effort', { reasoningEffort: 'none' }, thinker, off],
    ['goes off with no effort and no row', { reasoningEffort: 'none' }, undefined, off],
    ['goes off for a forced call', { tools: [tool], toolChoice: required, reasoningEffort: 'high' }, thinker, off],
    ['goes off for a call of one function', { tools: [tool], toolChoice: named }, undefined, off],
    ['stays on for a free choice', { tools: [tool], toolChoice: auto }, thinker, on],
    ['is not switched at a host', { tools: [tool], toolChoice: required }, host, {}],
    ['takes the effort at a host', { reasoningEffort: 'high' }, host, { reasoning_effort: 'high' }],
  ])('%s', (_, request, row, expected) => {
    const { thinking, reasoning_effort } = bodyOf(request, row);
    expect(JSON.parse(JSON.stringify({ thinking, reasoning_effort }))).toEqual(expected);
  });
});

describe('earlier reasoning', () => {
  const call = { id: 'c1', call: { $case: 'function' as const, value: { name: 'dive', arguments: '{}' } } };
  const messages = [
    message(Role.USER, ['How deep?']),
    message(Role.ASSISTANT, [], { reasoningContent: 'I should dive.', toolCalls: [call] }),
    message(Role.TOOL, ['9 m'], { toolCallId: 'c1' }),
    message(Role.ASSISTANT, ['Nine metres.'], { reasoningContent: 'It said nine.' }),
    message(Role.USER, ['Deeper!']),
    message(Role.ASSISTANT, [], { toolCalls: [{ ...call, id: 'c2' }] }),
    message(Role.TOOL, ['12 m'], { toolCallId: 'c2' }),
  ];
  const reasonings = (request: Partial<CompletionRequest>, row: ModelRow | undefined) =>
    (bodyOf({ messages, ...request }, row)['messages'] as Record<string, unknown>[])
      .filter(({ role }) => role === 'assistant')
      .map((each) => each['reasoning_content']);

  it.each<[string, Partial<CompletionRequest>, ModelRow | undefined, unknown[]]>([
    [
      'goes with the calls it led to, and an empty one where it was lost',
      {},
      thinker,
      ['I should dive.', undefined, ''],
    ],
    ['does so without a row', {}, undefined, ['I should dive.', undefined, '']],
    ['stays away where the row thinks not', {}, plain, [undefined, undefined, undefined]],
    ['stays away where the effort is none', { reasoningEffort: 'none' }, thinker, [undefined, undefined, undefined]],
    ['stays away from R1 at a host', {}, host, [undefined, undefined, undefined]],
  ])('%s', (_, request, row, expected) => {
    expect(reasonings(request, row)).toEqual(expected);
  });
});

describe('the rest of a request', () => {
  it('is in DeepSeek’s words', () => {
    const body = bodyOf(
      {
        stream: true,
        user: 'ann',
        maxOutputTokens: 9,
        tools: [tool],
        parallelToolCalls: true,
        messages: [
          message(Role.DEVELOPER, ['Be brief.']),
          message(Role.USER, ['One', 'Two'], { name: 'ann' }),
          message(Role.ASSISTANT, [], {
            toolCalls: [{ id: 'c1', call: { $case: 'function', value: { name: 'dive', arguments: '{}' } } }],
          }),
          message(Role.TOOL, ['9 m'], { toolCallId: 'c1' }),
        ],
      },
      plain,
    );
    expect(body).toEqual({
      model: 'upstream-model',
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 9,
      thinking: { type: 'disabled' },
      tools: [wireTool],
      user_id: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'One\nTwo', name: 'ann' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'dive', arguments: '{}' } }],
        },
        { role: 'tool', content: '9 m', tool_call_id: 'c1' },
      ],
    });
  });

  it('tells users of different organisations apart, and each from nobody else', () => {
    const idOf = (user: string, organizationId: string) =>
      (
        JSON.parse(String(deepSeekAdapter.toRequest(adapterTask({ user }, { organizationId })).body)) as {
          user_id: string;
        }
      ).user_id;
    expect(idOf('ann', 'a')).toBe(idOf('ann', 'a'));
    expect(new Set([idOf('ann', 'a'), idOf('ann', 'b'), idOf('bob', 'a')]).size).toBe(3);
  });

  it('names JSON where it is wanted and not named', () => {
    const responseFormat: CompletionRequest['responseFormat'] = { format: { $case: 'jsonObject', value: {} } };
    const asked = (...messages: Message[]) => bodyOf({ responseFormat, messages }, plain)['messages'];
    const line = { role: 'system', content: 'Answer with a JSON object.' };
    expect(asked(message(Role.USER, ['How deep?']))).toEqual([line, { role: 'user', content: 'How deep?' }]);
    expect(asked(message(Role.USER, ['How deep, in json?']))).toHaveLength(1);
    expect(asked(message(Role.SYSTEM, ['Say it', 'in JSON.']), message(Role.USER, ['How deep?']))).toHaveLength(2);
    expect(bodyOf({ messages: [message(Role.USER, ['How deep?'])] }, plain)['messages']).toHaveLength(1);
  });
});

describe('a model that reads pictures', () => {
  const ocr = rowOf('deepseek-ocr');
  const image = { part: { $case: 'image' as const, value: { url: 'https://example.org/log.png' } } };
  const failure = (code: FailureCode, param: string) =>
    expect.objectContaining({ failure: expect.objectContaining({ code, param }) as unknown });

  it('gets one', () => {
    const messages = [message(Role.USER, [], { content: [image, text('Read this.')] })];
    expect(bodyOf({ messages }, ocr)).toEqual({
      model: 'upstream-model',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'https://example.org/log.png' } },
            { type: 'text', text: 'Read this.' },
          ],
        },
      ],
    });
  });

  it('is not asked without one, nor told by the system what to do', () => {
    expect(() => bodyOf({ messages: [message(Role.USER, ['Read this.'])] }, ocr)).toThrow(
      failure(FailureCode.INVALID_VALUE, 'messages'),
    );
    const messages = [message(Role.SYSTEM, ['Be brief.']), message(Role.USER, [], { content: [image] })];
    expect(() => bodyOf({ messages }, ocr)).toThrow(failure(FailureCode.UNSUPPORTED_PARAMETER, 'messages[0].role'));
  });
});
