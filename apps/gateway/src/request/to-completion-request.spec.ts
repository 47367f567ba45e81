import { CompletionRequest, Role, ToolChoiceMode } from '@belugapi/contracts';
import { chatCompletionSchema } from './chat-completion-schema.js';
import { parseBody } from './parse-body.js';
import { toCompletionRequest } from './to-completion-request.js';

const body = { model: 'gpt-5.4', messages: [{ role: 'user', content: 'Hello' }] };
const convert = (change: object) => toCompletionRequest(parseBody(chatCompletionSchema, { ...body, ...change }));
const overTheWire = (request: CompletionRequest) =>
  CompletionRequest.decode(CompletionRequest.encode(request).finish());

test('zero, false and the empty text are not absent, and stay so on the wire', () => {
  const zeros = {
    temperature: 0,
    top_p: 0,
    frequency_penalty: 0,
    presence_penalty: 0,
    seed: 0,
    parallel_tool_calls: false,
    logprobs: false,
    top_logprobs: 0,
    store: false,
    user: '',
  };
  expect(overTheWire(convert(zeros))).toMatchObject({
    temperature: 0,
    topP: 0,
    frequencyPenalty: 0,
    presencePenalty: 0,
    seed: 0,
    parallelToolCalls: false,
    logprobs: false,
    topLogprobs: 0,
    store: false,
    user: '',
  });
  const absent = overTheWire(convert({ temperature: null }));
  for (const name of [
    'temperature',
    'topP',
    'seed',
    'parallelToolCalls',
    'store',
    'maxOutputTokens',
    'toolChoice',
  ] as const) {
    expect([name, absent[name]]).toEqual([name, undefined]);
  }
  expect(absent.stream).toBe(false);
});

test('the newer length field goes before the older', () => {
  expect(convert({ max_tokens: 5 }).maxOutputTokens).toBe(5);
  expect(convert({ max_tokens: 5, max_completion_tokens: 9 }).maxOutputTokens).toBe(9);
});

test('one stop word is a list of one', () => {
  expect([convert({}).stop, convert({ stop: 'a' }).stop, convert({ stop: ['a', 'b'] }).stop]).toEqual([
    [],
    ['a'],
    ['a', 'b'],
  ]);
});

test('messages keep their parts, calls and ids', () => {
  const { messages } = overTheWire(
    convert({
      messages: [
        { role: 'developer', content: 'Be brief.', name: 'ops' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA', detail: null } },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
            { type: 'file', file: { file_id: 'file-1', filename: null } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          refusal: null,
          reasoning_content: 'A lamp?',
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'look', arguments: '{"at":"it"}', parsed_arguments: {} },
            },
            { id: 'call_2', type: 'custom', custom: { name: 'shell', input: 'ls' } },
          ],
        },
        { role: 'tool', content: 'A lamp.', tool_call_id: 'call_1' },
      ],
    }),
  );
  expect(messages.map(({ role }) => role)).toEqual([Role.DEVELOPER, Role.USER, Role.ASSISTANT, Role.TOOL]);
  expect(messages[0]).toMatchObject({
    name: 'ops',
    content: [{ part: { $case: 'text', value: { text: 'Be brief.' } } }],
  });
  expect(messages[1]?.content.map(({ part }) => part)).toEqual([
    { $case: 'text', value: { text: 'What is it?' } },
    { $case: 'image', value: { url: 'data:image/png;base64,AA', detail: undefined } },
    { $case: 'audio', value: { data: 'AAAA', format: 'wav' } },
    { $case: 'file', value: { fileId: 'file-1', fileData: undefined, filename: undefined } },
  ]);
  expect(messages[2]).toMatchObject({
    content: [],
    reasoningContent: 'A lamp?',
    toolCalls: [
      { id: 'call_1', call: { $case: 'function', value: { name: 'look', arguments: '{"at":"it"}' } } },
      { id: 'call_2', call: { $case: 'custom', value: { name: 'shell', input: 'ls' } } },
    ],
  });
  expect(messages[3]?.toolCallId).toBe('call_1');
});

test('reasoning that an answer of ours carried comes back as it went, and that of other gateways is passed over', () => {
  const details = [
    { type: 'reasoning.state', provider: 'google', kind: 'thought_signature', tool_call_id: 'call_1', data: '/wA=' },
    { type: 'reasoning.encrypted', id: 'rs_1', format: 'openai-responses-v1', index: 0, data: 'secret' },
    { type: 'reasoning.state', provider: 'google', kind: 'thinking_block', data: '' },
    { type: 'reasoning.text', text: 'Hm.', signature: null },
  ];
  const [message] = overTheWire(convert({ messages: [{ role: 'assistant', reasoning_details: details }] })).messages;
  expect(message?.reasoningState).toEqual([
    { provider: 'google', kind: 'thought_signature', toolCallId: 'call_1', data: Buffer.of(0xff, 0) },
    { provider: 'google', kind: 'thinking_block', toolCallId: undefined, data: Buffer.alloc(0) },
  ]);
});

test.each<[unknown, unknown]>([
  ['auto', { $case: 'mode', value: ToolChoiceMode.AUTO }],
  ['none', { $case: 'mode', value: ToolChoiceMode.NONE }],
  ['required', { $case: 'mode', value: ToolChoiceMode.REQUIRED }],
  [
    { type: 'function', function: { name: 'f' } },
    { $case: 'function', value: 'f' },
  ],
  [
    { type: 'custom', custom: { name: 'c' } },
    { $case: 'custom', value: 'c' },
  ],
  [
    {
      type: 'allowed_tools',
      allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'f' } }] },
    },
    { $case: 'allowed', value: { mode: ToolChoiceMode.REQUIRED, functions: ['f'] } },
  ],
])('tool choice %j', (choice, expected) => {
  const tools = [
    { type: 'function', function: { name: 'f' } },
    { type: 'custom', custom: { name: 'c' } },
  ];
  expect(convert({ tool_choice: choice, tools }).toolChoice).toEqual({ choice: expected });
});

test('schemas travel as the text of their JSON, and one that is not given is absent', () => {
  const schema = { type: 'object', properties: { 'ä\u2028': { type: 'number', minimum: 0 } } };
  const request = overTheWire(
    convert({
      tools: [
        { type: 'function', function: { name: 'f', parameters: schema, strict: false } },
        { type: 'function', function: { name: 'g' } },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
    }),
  );
  const [first, second] = request.tools.map(({ tool }) => (tool?.$case === 'function' ? tool.value : undefined));
  expect(JSON.parse(first?.parametersJson ?? '')).toEqual(schema);
  expect(first?.strict).toBe(false);
  expect(second).toEqual({ name: 'g', description: undefined, parametersJson: undefined, strict: undefined });
  const format = request.responseFormat?.format;
  expect(format?.$case === 'jsonSchema' && JSON.parse(format.value.schemaJson ?? '')).toEqual(schema);
});
