import { type CompletionRequest, FailureCode, type Message, Role, ToolChoiceMode } from '@belugapi/contracts';
import { modelRows, type ReasoningEffort, requestRoute } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';
import { adapterTask } from '@belugapi/testing';
import { edgeAdapter } from './edge.adapter.js';

const rowOf = (id: string) => {
  const row = modelRows.find((each) => each.id === id);
  if (!row) throw new Error(`no row ${id}`);
  return row;
};
const text = (value: string) => ({ part: { $case: 'text' as const, value: { text: value } } });
const message = (role: Role, value: string, more: Partial<Message> = {}): Message => ({
  role,
  content: value === '' ? [] : [text(value)],
  toolCalls: [],
  reasoningState: [],
  ...more,
});
const bodyOf = (task: CompletionTask) =>
  JSON.parse(String(edgeAdapter.toRequest(task).body)) as Record<string, unknown>;

const question = message(Role.USER, 'How deep?');
const call = { id: 'c1', call: { $case: 'function' as const, value: { name: 'dive', arguments: '{}' } } };
const history = [
  question,
  message(Role.ASSISTANT, '', { reasoningContent: 'I should dive.', toolCalls: [call] }),
  message(Role.TOOL, '2992 m', { toolCallId: 'c1' }),
];
const wireCall = { id: 'c1', type: 'function', function: { name: 'dive', arguments: '{}' } };

describe('requests to an engine', () => {
  it.each([undefined, 'llama3.1-8b'])('know system, not developer (row %s)', (id) => {
    const messages = [message(Role.DEVELOPER, 'Be brief.'), question];
    expect(bodyOf(adapterTask({ messages }, { row: id ? rowOf(id) : undefined }))['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'How deep?' },
    ]);
  });

  it.each<[string, object]>([
    ['gpt-oss-120b', { role: 'assistant', content: null, reasoning: 'I should dive.', tool_calls: [wireCall] }],
    ['zai-glm-4.7', { role: 'assistant', content: '<think>I should dive.</think>', tool_calls: [wireCall] }],
    ['llama3.1-8b', { role: 'assistant', content: null, tool_calls: [wireCall] }],
  ])('give earlier reasoning back as %s reads it', (id, assistant) => {
    const body = bodyOf(adapterTask({ messages: history }, { row: rowOf(id) }));
    expect((body['messages'] as object[])[1]).toEqual(assistant);
  });

  it('put earlier reasoning before the content that it led to', () => {
    const asked = (...content: Message['content']) =>
      bodyOf(
        adapterTask(
          { messages: [question, message(Role.ASSISTANT, '', { content, reasoningContent: 'Hm.' }), question] },
          { row: rowOf('zai-glm-4.7') },
        ),
      )['messages'];
    expect(asked(text('Deep.'))).toMatchObject([{}, { content: '<think>Hm.</think>Deep.' }, {}]);
    const image = { part: { $case: 'image' as const, value: { url: 'data:image/png;base64,AA==' } } };
    expect(asked(image)).toMatchObject([
      {},
      { content: [{ type: 'text', text: '<think>Hm.</think>' }, { type: 'image_url' }] },
      {},
    ]);
  });

  it.each<[string, ReasoningEffort, ReasoningEffort | undefined]>([
    ['gpt-oss-120b', 'none', 'low'],
    ['gpt-oss-120b', 'minimal', 'low'],
    ['gpt-oss-120b', 'medium', 'medium'],
    ['gpt-oss-120b', 'xhigh', 'high'],
    ['zai-glm-4.7', 'none', 'none'],
    ['zai-glm-4.7', 'high', undefined],
    ['llama3.1-8b', 'high', undefined],
  ])('of %s with effort %s send %s', (id, effort, sent) => {
    const row = rowOf(id);
    const reasoningEffort = requestRoute(row, { effort, fields: new Set() }).effort;
    const body = bodyOf(adapterTask({ reasoningEffort, maxOutputTokens: 9 }, { row }));
    expect(body).toMatchObject({ max_completion_tokens: 9 });
    expect(body['reasoning_effort']).toBe(sent);
    expect(body['reasoning_format']).toBe(id === 'llama3.1-8b' ? undefined : 'parsed');
  });

  it('carry function tools only', () => {
    const tools = [{ tool: { $case: 'custom' as const, value: { name: 'sing' } } }];
    expect(() => edgeAdapter.toRequest(adapterTask({ tools }))).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ code: FailureCode.UNSUPPORTED_PARAMETER, param: 'tools[0]' }) as unknown,
      }),
    );
  });
});

describe('another way to ask', () => {
  const reroute = (status: number, body: string, request: Partial<CompletionRequest>) => {
    const task = edgeAdapter.reroute?.({ status, headers: {}, body }, adapterTask(request));
    return task && bodyOf(task);
  };
  const strictTool = {
    tool: { $case: 'function' as const, value: { name: 'dive', parametersJson: '{"type":"object"}', strict: true } },
  };
  const required = { choice: { $case: 'mode' as const, value: ToolChoiceMode.REQUIRED } };

  it('is whole where streaming was refused', () => {
    const refusal = '{"message":"streaming not supported with reasoning models in JSON mode or tool calling"}';
    expect(reroute(400, refusal, { stream: true })).not.toHaveProperty('stream');
    expect(reroute(400, refusal, { stream: false })).toBeUndefined();
    expect(reroute(500, refusal, { stream: true })).toBeUndefined();
  });

  const refusedChoice = '{"message":"tool_choice is not supported","param":"tool_choice"}';
  const choosing = (toolChoice: CompletionRequest['toolChoice'], ...messages: Message[]) =>
    reroute(422, refusedChoice, { tools: [strictTool], toolChoice, messages });

  it.each<[string, CompletionRequest['toolChoice'], string]>([
    ['any', required, 'You must call one of the tools.'],
    ['one', { choice: { $case: 'function', value: 'dive' } }, 'You must call the tool dive.'],
  ])('tells the model to call %s of the tools where forcing was refused', (_, toolChoice, line) => {
    const body = choosing(toolChoice, question);
    expect(body).not.toHaveProperty('tool_choice');
    expect(body).toMatchObject({ tools: [{}], messages: [{ role: 'system', content: line }, { role: 'user' }] });
    expect(choosing(toolChoice, message(Role.SYSTEM, 'Be brief.'), question)).toMatchObject({
      messages: [{ role: 'system', content: `Be brief.\n${line}` }, { role: 'user' }],
    });
  });

  it('keeps the tools narrowed to the allowed ones', () => {
    const value = { mode: ToolChoiceMode.REQUIRED, functions: ['dive'] };
    const other = { tool: { $case: 'function' as const, value: { name: 'sing' } } };
    const asked = { tools: [other, strictTool], toolChoice: { choice: { $case: 'allowed' as const, value } } };
    expect(reroute(400, refusedChoice, { ...asked, messages: [question] })).toMatchObject({
      tools: [{ function: { name: 'dive' } }],
      tool_choice: 'auto',
      messages: [{ role: 'system', content: 'You must call one of the tools.' }, {}],
    });
  });

  it('is not to tell a model that need not call any', () => {
    expect(choosing({ choice: { $case: 'mode', value: ToolChoiceMode.NONE } }, question)).toBeUndefined();
  });

  it('goes without strict schemas where they were refused', () => {
    const refusal = '{"message":"strict is not supported for this model"}';
    const function_ = { name: 'dive', parameters: { type: 'object' } };
    expect(reroute(400, refusal, { tools: [strictTool] })).toMatchObject({
      tools: [{ type: 'function', function: function_ }],
    });
    expect(reroute(400, refusal, {})).toBeUndefined();
  });

  it('is not there for anything else', () => {
    expect(
      reroute(400, '{"message":"no"}', { stream: true, tools: [strictTool], toolChoice: required }),
    ).toBeUndefined();
  });
});
