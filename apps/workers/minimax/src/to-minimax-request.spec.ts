import { type CompletionRequest, FailureCode, type Message, Role, ToolChoiceMode } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { miniMaxAdapter } from './minimax.adapter.js';

const found = modelRows.find(({ id }) => id === 'minimax-m2.1');
if (!found) throw new Error('no row minimax-m2.1');
const m2: ModelRow = found;
const bodyOf = (request: Partial<CompletionRequest>, row: ModelRow = m2) =>
  JSON.parse(String(miniMaxAdapter.toRequest(adapterTask(request, { row })).body)) as Record<string, unknown>;

const text = (value: string) => ({ part: { $case: 'text' as const, value: { text: value } } });
const message = (role: Role, texts: string[], more: Partial<Message> = {}): Message => ({
  role,
  content: texts.map(text),
  toolCalls: [],
  reasoningState: [],
  ...more,
});
const tools = [
  { tool: { $case: 'function' as const, value: { name: 'dive', parametersJson: '{"type":"object"}', strict: true } } },
];
const wireTools = [{ type: 'function', function: { name: 'dive', parameters: { type: 'object' } } }];
const choice = (value: ToolChoiceMode): CompletionRequest['toolChoice'] => ({ choice: { $case: 'mode', value } });
const plain = {
  model: 'upstream-model',
  reasoning_split: true,
  messages: [{ role: 'user', content: 'Where do whales sleep?' }],
};

describe('requests to MiniMax', () => {
  it.each<[string, Partial<CompletionRequest>, object]>([
    ['split reasoning, always', {}, {}],
    ['the output limit', { maxOutputTokens: 9 }, { max_completion_tokens: 9 }],
    ['a temperature', { temperature: 0.7 }, { temperature: 0.7 }],
    ['temperature 0 as its least', { temperature: 0 }, { temperature: 0.01 }],
    ['a high temperature as 1', { temperature: 1.7 }, { temperature: 1 }],
    ['top_p 0 as its least', { topP: 0 }, { top_p: 0.01 }],
    ['a stream without options', { stream: true }, { stream: true }],
    ['tools without strict and parallelism', { tools, parallelToolCalls: true }, { tools: wireTools }],
    ['a free choice by not naming it', { tools, toolChoice: choice(ToolChoiceMode.AUTO) }, { tools: wireTools }],
    ['no choice by no tools', { tools, toolChoice: choice(ToolChoiceMode.NONE) }, {}],
  ])('say %s', (_, request, expected) => {
    expect(bodyOf(request)).toEqual({ ...plain, ...expected });
  });

  it('have one system message, first, and content that is a string', () => {
    const messages = [
      message(Role.USER, ['One', 'Two']),
      message(Role.DEVELOPER, ['Be brief.']),
      message(Role.ASSISTANT, [], {
        reasoningContent: 'I should dive.',
        toolCalls: [{ id: 'c1', call: { $case: 'function', value: { name: 'dive', arguments: '{}' } } }],
      }),
      message(Role.TOOL, ['9 m'], { toolCallId: 'c1' }),
      message(Role.SYSTEM, ['Be kind.']),
    ];
    const call = { id: 'c1', type: 'function', function: { name: 'dive', arguments: '{}' } };
    const spoken = (assistant: object) => [
      { role: 'system', content: 'Be brief.\n\nBe kind.' },
      { role: 'user', content: 'One\nTwo' },
      { role: 'assistant', tool_calls: [call], ...assistant },
      { role: 'tool', content: '9 m', tool_call_id: 'c1' },
    ];
    expect(bodyOf({ messages })['messages']).toEqual(
      spoken({ content: '', reasoning_details: [{ type: 'reasoning.text', text: 'I should dive.' }] }),
    );
    // As it came, where the row does not split it.
    expect(bodyOf({ messages }, { ...m2, extraBody: {} })['messages']).toEqual(
      spoken({ content: '<think>\nI should dive.\n</think>\n\n' }),
    );
  });
});

describe('a limit that is refused', () => {
  const body = (message_: string) => JSON.stringify({ base_resp: { status_code: 2013, status_msg: message_ } });
  const rerouted = (refusal: string, maxOutputTokens?: number) =>
    miniMaxAdapter.reroute?.({ status: 400, headers: {}, body: refusal }, adapterTask({ maxOutputTokens }))?.request
      .maxOutputTokens;

  it('is asked again at the documented maximum', () => {
    const refusal = body('invalid params, max_completion_tokens must be in [1, 2048]');
    expect(rerouted(refusal, 9_000)).toBe(2_048);
    expect(rerouted(refusal, 2_048)).toBeUndefined();
    expect(rerouted(refusal)).toBeUndefined();
    expect(rerouted(body('invalid params, temperature'), 9_000)).toBeUndefined();
  });
});

describe('the Anthropic interface', () => {
  const route = {
    servedModel: 'minimax-m2.1',
    upstreamModel: 'MiniMax-M2.1',
    wire: 'messages',
    emulatedParameters: [],
  };
  const task = (request: Partial<CompletionRequest>) => adapterTask(request, { row: m2, route });

  it('is spoken where the route says so', () => {
    const messages = [message(Role.SYSTEM, ['Be brief.']), message(Role.USER, ['Hi'])];
    const { path, headers, body } = miniMaxAdapter.toRequest(task({ messages, temperature: 0, topP: 0 }));
    expect({ path, headers }).toEqual({ path: '/messages', headers: { 'anthropic-version': '2023-06-01' } });
    const sent = JSON.parse(String(body)) as Record<string, unknown>;
    expect(sent).toMatchObject({ model: 'MiniMax-M2.1', max_tokens: 102_393, temperature: 0.01, top_p: 0.01 });
    expect(sent).not.toHaveProperty('reasoning_split');
    expect(miniMaxAdapter.authorize('key')).toEqual({ authorization: 'Bearer key' });
  });

  it('is understood', () => {
    const answer = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'MiniMax-M2.1',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 's' },
        { type: 'text', text: 'Aye.' },
      ],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 5 },
    };
    const events = (body: object) => miniMaxAdapter.fromResponse(JSON.stringify(body), task({}));
    expect(events({ ...answer, base_resp: { status_code: 0, status_msg: '' } }).at(-1)?.event?.$case).toBe('completed');
    expect(events({ base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }).at(-1)).toMatchObject({
      event: { $case: 'failed', value: { code: FailureCode.UPSTREAM_AUTH_FAILED } },
    });
    expect(events({ base_resp: { status_code: 1033, status_msg: 'system error' } }).at(-1)).toMatchObject({
      event: { $case: 'failed', value: { code: FailureCode.UPSTREAM_ERROR, message: 'system error' } },
    });
  });

  it('refuses in Anthropic’s shape', () => {
    const body = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    expect(miniMaxAdapter.toFailure({ status: 529, headers: {}, body })).toMatchObject({
      code: FailureCode.UPSTREAM_OVERLOADED,
      upstream: { code: 'overloaded_error' },
    });
  });
});
