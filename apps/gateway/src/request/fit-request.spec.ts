import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { createCatalog, type ModelRow, type ParameterName, type Support } from '@belugapi/model-catalog';
import { chatCompletionSchema } from './chat-completion-schema.js';
import { fitRequest, type FittedRequest } from './fit-request.js';
import { parseBody } from './parse-body.js';
import { toCompletionRequest } from './to-completion-request.js';

const plain = createCatalog().findModel('gpt-4.1-mini-2025-04-14');

/** A model that treats the named fields so, and takes all others. */
function rowWith(parameters: Partial<Record<ParameterName, Support>>, more: Partial<ModelRow> = {}): ModelRow {
  if (!plain) throw new Error('the model of this spec is gone from the catalogue');
  const native = Object.fromEntries(Object.keys(plain.parameters).map((name) => [name, 'native']));
  return { ...plain, id: 'specimen', parameters: { ...native, ...parameters } as ModelRow['parameters'], ...more };
}

const tool = { type: 'function', function: { name: 'f' } };
function request(change: object) {
  const body = { model: 'specimen', messages: [{ role: 'user', content: 'Hi' }], ...change };
  return toCompletionRequest(parseBody(chatCompletionSchema, body));
}
const fit = (change: object, row: ModelRow, drop = false): FittedRequest => fitRequest(request(change), row, drop);

function refusal(change: object, row: ModelRow) {
  try {
    fit(change, row);
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
  }
  throw new Error('it was taken');
}

const asking: [ParameterName, object, string?][] = [
  ['temperature', { temperature: 0 }],
  ['top_p', { top_p: 1 }],
  ['frequency_penalty', { frequency_penalty: 0 }],
  ['presence_penalty', { presence_penalty: 1 }],
  ['seed', { seed: 0 }],
  ['stop', { stop: 'x' }],
  ['max_tokens', { max_tokens: 9 }],
  ['n', { n: 2 }],
  ['logprobs', { logprobs: true }],
  ['logit_bias', { logit_bias: { 1: 5 } }],
  ['tools', { tools: [tool] }],
  ['tool_choice', { tools: [tool], tool_choice: 'required' }],
  ['tool_choice', { tools: [tool], tool_choice: tool }],
  ['tool_choice', { tools: [tool], tool_choice: 'none' }],
  ['parallel_tool_calls', { tools: [tool], parallel_tool_calls: false }],
  ['strict', { tools: [tool, { type: 'function', function: { name: 'g', strict: true } }] }],
  ['json_object', { response_format: { type: 'json_object' } }, 'response_format'],
  ['json_schema', { response_format: { type: 'json_schema', json_schema: { name: 'a' } } }, 'response_format'],
  ['verbosity', { verbosity: 'low' }],
  ['modalities', { modalities: ['text', 'audio'] }],
  ['audio', { audio: { voice: 'v', format: 'wav' } }],
  ['prediction', { prediction: { type: 'content', content: 'x' } }],
  ['web_search_options', { web_search_options: {} }],
  ['service_tier', { service_tier: 'flex' }],
  ['store', { store: true }],
  ['metadata', { metadata: { a: 'b' } }],
  ['user', { user: 'u' }],
  ['safety_identifier', { safety_identifier: 'u' }],
  ['prompt_cache_key', { prompt_cache_key: 'k' }],
  ['prompt_cache_retention', { prompt_cache_retention: '24h' }],
];

test.each(asking)('%s %j: forwarded, dropped or refused, as the model has it', (name, change, param = name) => {
  const asked = request(change);
  expect(fitRequest(asked, rowWith({ [name]: 'native' }), false)).toMatchObject({ request: asked, dropped: [] });
  const without = fit(change, rowWith({ [name]: 'dropped' }));
  expect(without.dropped).toEqual([name]);
  expect(without.request).not.toEqual(asked);

  const refused = refusal(change, rowWith({ [name]: 'rejected' }));
  expect(refused).toMatchObject({ code: FailureCode.UNSUPPORTED_PARAMETER, param });
  expect(refused.message).toMatch(/is not supported with the model `specimen`\..* x-beluga-unsupported: drop /);
  expect(fitRequest(asked, rowWith({ [name]: 'emulated' }), false)).toMatchObject({ request: asked, emulated: [name] });
  expect(fit(change, rowWith({ [name]: 'rejected' }), true)).toEqual(without);
  expect(request(change)).toEqual(asked);
});

test.each<[ParameterName, object]>([
  ['n', { n: 1 }],
  ['logprobs', { logprobs: false }],
  ['logprobs', { logprobs: false, top_logprobs: 0 }],
  ['parallel_tool_calls', { parallel_tool_calls: true, tools: [tool] }],
  ['tool_choice', { tool_choice: 'auto', tools: [tool] }],
  ['modalities', { modalities: ['text'] }],
  ['store', { store: false }],
  ['json_object', { response_format: { type: 'text' } }],
])(
  '%s %j asks for what happens anyway: never refused, and not sent where the vendor does not know it',
  (name, change) => {
    for (const support of ['dropped', 'rejected'] as const) {
      const { request: fitted, dropped } = fit(change, rowWith({ [name]: support }));
      expect(dropped).toEqual([]);
      const bare = request('tools' in change ? { tools: [tool] } : {});
      expect(JSON.stringify(fitted)).toBe(JSON.stringify(bare));
    }
    expect(fit(change, rowWith({})).request).toEqual(request(change));
  },
);

test('words about tools go where there are no tools, since OpenAI refuses them then', () => {
  for (const change of [{ tool_choice: 'auto' }, { tool_choice: 'none' }, { parallel_tool_calls: false }]) {
    const { request: fitted, dropped } = fit(change, rowWith({}));
    expect([fitted.toolChoice, fitted.parallelToolCalls, dropped]).toEqual([undefined, undefined, []]);
  }
  const all = { tools: [tool], tool_choice: 'required', parallel_tool_calls: false };
  const { request: fitted, dropped } = fit(all, rowWith({ tools: 'rejected', tool_choice: 'rejected' }), true);
  expect(dropped).toEqual(['tools', 'tool_choice']);
  expect([fitted.tools, fitted.toolChoice, fitted.parallelToolCalls]).toEqual([[], undefined, undefined]);
});

test('an effort is brought to one that the model knows, and named where it knows none', () => {
  const reasoning = { mode: 'always', efforts: ['low', 'high'] } as const;
  expect(fit({ reasoning_effort: 'max' }, rowWith({}, { reasoning }))).toMatchObject({
    request: { reasoningEffort: 'high' },
    dropped: [],
  });
  const preset = { mode: 'preset-off', efforts: [] } as const;
  const { request: fitted, dropped } = fit({ reasoning_effort: 'high' }, rowWith({}, { reasoning: preset }));
  expect([fitted.reasoningEffort, dropped]).toEqual([undefined, ['reasoning_effort']]);
});

test('reasoning goes back to the provider that it came from, and to no other', () => {
  const detail = (provider: string) => ({ type: 'reasoning.state', provider, kind: 'thinking_block', data: 'AAAA' });
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Ho', reasoning_details: [detail('google'), detail('openai')] },
    { role: 'user', content: 'Hi' },
  ];
  const asked = request({ messages });
  const { request: fitted } = fitRequest(asked, rowWith({}, { provider: 'google' }), false);
  expect(fitted.messages[1]?.reasoningState.map(({ provider }) => provider)).toEqual(['google']);
  expect(asked.messages[1]?.reasoningState).toHaveLength(2);
});

describe('a model that transcribes', () => {
  const row = createCatalog().findModel('gpt-4o-transcribe') as ModelRow;
  const recording = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };
  const user = (...content: object[]) => ({ role: 'user', content });
  const hint = { type: 'text', text: 'Whales.' };

  test('takes the last user message of a chat, with its recording and its hint', () => {
    const { request: fitted, wire, dropped } = fit({ messages: [user(hint, recording)], temperature: 0.5 }, row);
    expect([wire, dropped, fitted.temperature]).toEqual(['transcription', [], 0.5]);
    expect(fitted.messages).toEqual(request({ messages: [user(hint, recording)] }).messages);
  });

  test('keeps instructions, and says that it reads no other message', () => {
    const instructions = { role: 'system', content: 'Write down what you hear.' };
    const read = request({ messages: [instructions, user(recording)] }).messages;
    expect(fit({ messages: [instructions, user(recording)] }, row)).toMatchObject({
      request: { messages: read },
      dropped: [],
    });
    const earlier = [user(recording), { role: 'assistant', content: 'Whales.' }];
    const { request: fitted, dropped } = fit({ messages: [instructions, ...earlier, user(recording)] }, row);
    expect([fitted.messages, dropped]).toEqual([read, ['messages']]);
  });

  test.each([
    ['no recording', [user(hint)]],
    ['two recordings', [user(recording, recording)]],
    ['a recording in an earlier message only', [user(recording), user(hint)]],
    ['no user message', [{ role: 'system', content: 'Hi' }]],
  ])('%s: refused', (_what, messages) => {
    expect(refusal({ messages }, row)).toMatchObject({ code: FailureCode.INVALID_VALUE, param: 'messages' });
  });

  test.each<[string, object]>([
    ['tools', { tools: [tool] }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['stop', { stop: 'x' }],
    ['max_tokens', { max_tokens: 5 }],
    ['n', { n: 2 }],
  ])('does not take %s', (param, change) => {
    const failure = { code: FailureCode.UNSUPPORTED_PARAMETER, param };
    expect(refusal({ messages: [user(recording)], ...change }, row)).toMatchObject(failure);
  });
});

test('several fields that the model does not take are all named when dropped', () => {
  const row = rowWith({ seed: 'dropped', n: 'rejected', verbosity: 'rejected' });
  expect(fit({ seed: 1, n: 3, verbosity: 'low', temperature: 0 }, row, true).dropped).toEqual([
    'seed',
    'n',
    'verbosity',
  ]);
});

test('parts that the model does not take are refused by their place, header or not', () => {
  const row = rowWith({}, { input: ['text'] });
  const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
  const messages = [
    { role: 'system', content: 'x' },
    { role: 'user', content: [{ type: 'text', text: 'x' }, image] },
  ];
  const failure = { code: FailureCode.UNSUPPORTED_PARAMETER, param: 'messages[1].content[1]' };
  expect(refusal({ messages }, row)).toMatchObject(failure);
  expect(() => fit({ messages }, row, true)).toThrow('The model `specimen` does not take image parts.');
  expect(() => fit({ messages }, rowWith({}, { input: ['text', 'image'] }))).not.toThrow();
});
