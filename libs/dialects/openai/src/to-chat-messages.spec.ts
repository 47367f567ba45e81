import { type ContentPart, type Message, Role, type ToolCall } from '@belugapi/contracts';
import { type ChatMessageOptions, toChatMessages } from './to-chat-messages.js';
import type { WireFeature } from './wire-feature.js';

const text = (value: string): ContentPart => ({ part: { $case: 'text', value: { text: value } } });
const message = (role: Role, content: ContentPart[], more: Partial<Message> = {}): Message => ({
  role,
  content,
  toolCalls: [],
  reasoningState: [],
  ...more,
});
const dive: ToolCall = { id: 'call_1', call: { $case: 'function', value: { name: 'dive', arguments: '{"depth":3}' } } };
const wireDive = { id: 'call_1', type: 'function', function: { name: 'dive', arguments: '{"depth":3}' } };
const lacking = (...features: WireFeature[]): ChatMessageOptions => ({ lacks: new Set(features) });
const wire = (given: Message, options?: ChatMessageOptions): unknown =>
  JSON.parse(JSON.stringify(toChatMessages([given], options)[0]));

describe('toChatMessages', () => {
  it.each<[string, Message, object]>([
    ['system', message(Role.SYSTEM, [text('Be brief.')]), { role: 'system', content: 'Be brief.' }],
    ['developer', message(Role.DEVELOPER, [text('Be brief.')]), { role: 'developer', content: 'Be brief.' }],
    ['a name', message(Role.USER, [text('Hi')], { name: 'ann' }), { role: 'user', content: 'Hi', name: 'ann' }],
    [
      'two texts',
      message(Role.USER, [text('One'), text('Two')]),
      {
        role: 'user',
        content: [
          { type: 'text', text: 'One' },
          { type: 'text', text: 'Two' },
        ],
      },
    ],
    [
      'pictures, with detail and without',
      message(Role.USER, [
        { part: { $case: 'image', value: { url: 'https://example.org/a.png', detail: 'low' } } },
        { part: { $case: 'image', value: { url: 'data:image/png;base64,AA==' } } },
      ]),
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
        ],
      },
    ],
    [
      'audio and a file',
      message(Role.USER, [
        { part: { $case: 'audio', value: { data: 'AA==', format: 'wav' } } },
        { part: { $case: 'file', value: { fileData: 'data:application/pdf;base64,AA==', filename: 'a.pdf' } } },
      ]),
      {
        role: 'user',
        content: [
          { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,AA==', filename: 'a.pdf' } },
        ],
      },
    ],
    [
      'a call',
      message(Role.ASSISTANT, [], { toolCalls: [dive], reasoningContent: 'Deep?' }),
      { role: 'assistant', content: null, tool_calls: [wireDive] },
    ],
    [
      'a custom call',
      message(Role.ASSISTANT, [], {
        toolCalls: [{ id: 'c', call: { $case: 'custom', value: { name: 'sing', input: 'la' } } }],
      }),
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'sing', input: 'la' } }],
      },
    ],
    [
      'what a tool said',
      message(Role.TOOL, [text('3 m')], { toolCallId: 'call_1' }),
      { role: 'tool', content: '3 m', tool_call_id: 'call_1' },
    ],
    [
      'a refusal and an audio answer',
      message(Role.ASSISTANT, [], { refusal: 'No.', audioId: 'audio_1' }),
      { role: 'assistant', content: null, refusal: 'No.', audio: { id: 'audio_1' } },
    ],
    [
      'a refusal part',
      message(Role.ASSISTANT, [{ part: { $case: 'refusal', value: { refusal: 'No.' } } }]),
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    ],
  ])('says %s', (_, given, expected) => {
    expect(wire(given)).toEqual(expected);
  });

  it.each<[WireFeature, Message, object]>([
    ['names', message(Role.USER, [text('Hi')], { name: 'ann' }), { role: 'user', content: 'Hi' }],
    ['textParts', message(Role.USER, [text('One'), text('Two')]), { role: 'user', content: 'One\nTwo' }],
    [
      'textParts',
      message(Role.USER, [text('One'), { part: { $case: 'image', value: { url: 'https://example.org/a.png' } } }]),
      {
        role: 'user',
        content: [
          { type: 'text', text: 'One' },
          { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
        ],
      },
    ],
    [
      'nullContent',
      message(Role.ASSISTANT, [], { toolCalls: [dive] }),
      { role: 'assistant', content: '', tool_calls: [wireDive] },
    ],
    [
      'refusals',
      message(Role.ASSISTANT, [], { refusal: 'No.', audioId: 'audio_1' }),
      { role: 'assistant', content: 'No.' },
    ],
    [
      'refusals',
      message(Role.ASSISTANT, [{ part: { $case: 'refusal', value: { refusal: 'No.' } } }], { refusal: 'No.' }),
      { role: 'assistant', content: 'No.' },
    ],
  ])('does without %s', (feature, given, expected) => {
    expect(wire(given, lacking(feature))).toEqual(expected);
  });

  it('gives reasoning back only to vendors that ask for it, an empty one too', () => {
    const given = (reasoningContent?: string) => message(Role.ASSISTANT, [text('3 m')], { reasoningContent });
    const plain = { role: 'assistant', content: '3 m' };
    expect(wire(given('Deep?'))).toEqual(plain);
    expect(wire(given('Deep?'), { historyReasoning: true })).toEqual({ ...plain, reasoning_content: 'Deep?' });
    expect(wire(given(''), { historyReasoning: true })).toEqual({ ...plain, reasoning_content: '' });
    expect(wire(given(), { historyReasoning: true })).toEqual(plain);
  });
});
