import { FailureCode, type Message } from '@belugapi/contracts';
import {
  assistant,
  audio,
  customCall,
  developer,
  functionCall,
  image,
  system,
  text,
  toolResult,
  user,
} from '../__fixtures__/messages.js';
import { thrownFailure } from '../__fixtures__/thrown-failure.js';
import { toInputItems } from './to-input-items.js';

const state = (data: string, toolCallId?: string, more: object = {}) => ({
  provider: 'openai',
  kind: 'reasoning_item',
  toolCallId,
  data: Buffer.from(data),
  ...more,
});
const reasoning = (encrypted: string) => ({
  type: 'reasoning',
  id: `rs_${encrypted}`,
  summary: [],
  encrypted_content: encrypted,
});
const stored = (encrypted: string) => JSON.stringify(reasoning(encrypted));
const functionItem = (id: string) => ({ type: 'function_call', call_id: id, name: 'weather', arguments: '{}' });

const cases: readonly (readonly [what: string, messages: readonly Message[], items: readonly object[]])[] = [
  [
    'system and developer texts where they stand',
    [system('Be brief.'), user(text('Hi')), developer('In French.')],
    [
      { role: 'developer', content: [{ type: 'input_text', text: 'Be brief.' }] },
      { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
      { role: 'developer', content: [{ type: 'input_text', text: 'In French.' }] },
    ],
  ],
  [
    'pictures with their detail, and files',
    [
      user(
        image('https://example.org/a.png', 'low'),
        image('data:image/png;base64,AAAA'),
        { part: { $case: 'file', value: { fileId: 'file-1' } } },
        { part: { $case: 'file', value: { fileData: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' } } },
      ),
    ],
    [
      {
        role: 'user',
        content: [
          { type: 'input_image', image_url: 'https://example.org/a.png', detail: 'low' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' },
          { type: 'input_file', file_id: 'file-1' },
          { type: 'input_file', file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' },
        ],
      },
    ],
  ],
  [
    'answers with text, refusals of both kinds, and none at all',
    [
      assistant([text('Aye.')]),
      assistant([{ part: { $case: 'refusal', value: { refusal: 'No.' } } }]),
      assistant([], { refusal: 'No!' }),
      assistant([]),
      assistant([text('')]),
    ],
    [
      { role: 'assistant', content: [{ type: 'output_text', text: 'Aye.' }] },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No!' }] },
    ],
  ],
  [
    'calls after the text that came with them, and their outputs',
    [
      assistant([text('Let me look.')], {
        toolCalls: [functionCall('call_1', 'weather', '{}'), customCall('call_2', 'query', 'SELECT 1')],
      }),
      toolResult('call_1', text('{"celsius":'), text('4}')),
      toolResult('call_2', text('1')),
      toolResult('call_3', text('See: '), image('https://example.org/a.png')),
    ],
    [
      { role: 'assistant', content: [{ type: 'output_text', text: 'Let me look.' }] },
      functionItem('call_1'),
      { type: 'custom_tool_call', call_id: 'call_2', name: 'query', input: 'SELECT 1' },
      { type: 'function_call_output', call_id: 'call_1', output: '{"celsius":4}' },
      { type: 'custom_tool_call_output', call_id: 'call_2', output: '1' },
      {
        type: 'function_call_output',
        call_id: 'call_3',
        output: [
          { type: 'input_text', text: 'See: ' },
          { type: 'input_image', image_url: 'https://example.org/a.png', detail: 'auto' },
        ],
      },
    ],
  ],
  [
    'reasoning before the call it led to, and first where it led to none of these',
    [
      assistant([text('Hm.')], {
        toolCalls: [functionCall('call_1', 'weather', '{}'), functionCall('call_2', 'weather', '{}')],
        reasoningState: [state(stored('a')), state(stored('b'), 'call_2'), state(stored('c'), 'call_gone')],
      }),
    ],
    [
      reasoning('a'),
      reasoning('c'),
      { role: 'assistant', content: [{ type: 'output_text', text: 'Hm.' }] },
      functionItem('call_1'),
      reasoning('b'),
      functionItem('call_2'),
    ],
  ],
  [
    'no reasoning that is another provider’s, of another kind, or not readable',
    [
      assistant([], {
        toolCalls: [functionCall('call_1', 'weather', '{}')],
        reasoningState: [
          state(stored('a'), undefined, { provider: 'google' }),
          state(stored('b'), 'call_1', { kind: 'thought_signature' }),
          state('{"type":"reas'),
        ],
      }),
    ],
    [functionItem('call_1')],
  ],
];

describe('toInputItems', () => {
  it.each(cases)('takes %s', (_, messages, items) => {
    expect(JSON.parse(JSON.stringify(toInputItems(messages, 'developer')))).toEqual(items);
  });

  it('says system where the model knows no developers', () => {
    expect(toInputItems([system('Be brief.')], 'system')).toMatchObject([{ role: 'system' }]);
  });

  it('refuses audio, and says where it is', () => {
    const messages = [user(text('Hi')), user(text('Listen:'), audio('AAAA'))];
    expect(thrownFailure(() => toInputItems(messages, 'developer'))).toMatchObject({
      code: FailureCode.UNSUPPORTED_PARAMETER,
      param: 'messages[1].content[1]',
    });
  });
});
