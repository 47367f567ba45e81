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
  ['parallel_tool_calls', { parallel_tool_calls: false }],
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
  ['parallel_tool_calls', { parallel_tool_calls: true }],
  ['tool_choice', { tool_choice: 'auto', tools: [tool] }],
  ['tool_choice', { tool_choice: 'none' }],
  ['modalities', { modalities: ['text'] }],
  ['store', { store: false }],
  ['json_object', { response_format: { type: 'text' } }],
])(
  '%s %j asks for what happens anyway: never refused, and not sent where the vendor does not know it',
  (name, change) => {
    for (const support of ['dropped', 'rejected'] as const) {
      const { request: fitted, dropped } = fit(change, rowWith({ [name]: support }));
      expect(dropped).toEqual([]);
      const { tools: _tools, ...rest } = change as { tools?: unknown };
      const bare = request('tools' in change ? { tools: [tool] } : 'response_format' in rest ? rest : {});
      expect(JSON.stringify(fitted)).toBe(JSON.stringify(bare));
    }
    expect(fit(change, rowWith({})).request).toEqual(request(change));
  },
);

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
