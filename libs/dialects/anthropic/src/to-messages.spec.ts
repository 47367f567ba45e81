import { FailureCode, Message, Role, type ToolCall } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { toMessages, toSystem } from './to-messages.js';

type Parts = readonly (string | object)[];

const said = (role: Role, ...parts: Parts) =>
  Message.create({
    role,
    content: parts.map((part) => ({
      part: typeof part === 'string' ? { $case: 'text' as const, value: { text: part } } : (part as never),
    })),
  });
const user = (...parts: Parts) => said(Role.USER, ...parts);
const assistant = (...parts: Parts) => said(Role.ASSISTANT, ...parts);
const result = (toolCallId: string, ...parts: Parts) => ({ ...said(Role.TOOL, ...parts), toolCallId });
const called = (id: string, args = '{"city":"Oslo"}'): ToolCall => ({
  id,
  call: { $case: 'function', value: { name: 'weather', arguments: args } },
});
const calling = (message: Message, ...toolCalls: ToolCall[]): Message => ({ ...message, toolCalls });
const image = (url: string) => ({ $case: 'image', value: { url } });
const file = (value: object) => ({ $case: 'file', value });

const text = (words: string) => ({ type: 'text', text: words });
const use = (id: string, input: object = { city: 'Oslo' }) => ({ type: 'tool_use', id, name: 'weather', input });
const answered = (id: string, content: unknown) => ({ type: 'tool_result', tool_use_id: id, content });
const from = (role: string, ...content: object[]) => ({ role, content });
const go = from('user', text('Continue.'));

const converted = (messages: readonly Message[], takesPrefill = true): unknown =>
  JSON.parse(JSON.stringify(toMessages(messages, { takesPrefill })));

describe('toSystem', () => {
  it('joins system and developer messages, wherever they stand', () => {
    const messages = [said(Role.SYSTEM, 'Be brief.', ' '), user('Hi'), said(Role.DEVELOPER, 'Be kind.'), user('Well?')];
    expect(toSystem(messages)).toEqual([text('Be brief.'), text('Be kind.')]);
    expect(converted(messages)).toEqual([from('user', text('Hi'), text('Well?'))]);
  });
});

describe('toMessages', () => {
  it.each<[string, Message[], object[]]>([
    ['a question', [user('Hi')], [from('user', text('Hi'))]],
    [
      'turns',
      [user('Hi'), assistant('Ho'), user('Well?')],
      [from('user', text('Hi')), from('assistant', text('Ho')), from('user', text('Well?'))],
    ],
    [
      'neighbours of one role',
      [user('Hi'), user('there'), assistant('Ho'), assistant('hum'), user('Well?')],
      [
        from('user', text('Hi'), text('there')),
        from('assistant', text('Ho'), text('hum')),
        from('user', text('Well?')),
      ],
    ],
    ['text without a visible character', [user('Hi', '', ' \n')], [from('user', text('Hi'))]],
    [
      'a message without any, whose neighbours meet',
      [user('Hi'), assistant(' '), user('Well?')],
      [from('user', text('Hi'), text('Well?'))],
    ],
    ['nothing at all', [said(Role.SYSTEM, 'Speak.')], [go]],
    [
      'an assistant who begins',
      [assistant('Hello!'), user('Hi')],
      [go, from('assistant', text('Hello!')), from('user', text('Hi'))],
    ],
    [
      'a refusal as a part or a field',
      [user('Hi'), { ...assistant({ $case: 'refusal', value: { refusal: 'No' } }), refusal: 'Never' }, user('Oh')],
      [from('user', text('Hi')), from('assistant', text('No'), text('Never')), from('user', text('Oh'))],
    ],
    [
      'a call, after its text',
      [
        user('Hi'),
        calling(assistant('Let me see.'), called('c1'), called('c2')),
        result('c1', 'sun'),
        result('c2', 'rain'),
      ],
      [
        from('user', text('Hi')),
        from('assistant', text('Let me see.'), use('c1'), use('c2')),
        from('user', answered('c1', 'sun'), answered('c2', 'rain')),
      ],
    ],
    [
      'results before whatever the user says meanwhile',
      [
        user('Hi'),
        calling(assistant(), called('c1'), called('c2')),
        result('c1', 'sun'),
        user('And?'),
        result('c2', 'rain'),
      ],
      [
        from('user', text('Hi')),
        from('assistant', use('c1'), use('c2')),
        from('user', answered('c1', 'sun'), answered('c2', 'rain'), text('And?')),
      ],
    ],
    [
      'results of no part, an empty one, several',
      [
        user('Hi'),
        calling(assistant(), called('a'), called('b'), called('c')),
        result('a'),
        result('b', ''),
        result('c', 'x', '', 'y'),
      ],
      [
        from('user', text('Hi')),
        from('assistant', use('a'), use('b'), use('c')),
        from(
          'user',
          { type: 'tool_result', tool_use_id: 'a' },
          answered('b', ''),
          answered('c', [text('x'), text('y')]),
        ),
      ],
    ],
    [
      'arguments that are no object',
      [
        user('Hi'),
        calling(assistant(), called('a', ''), called('b', '{"ci'), called('c', '[1]'), called('d', 'null')),
        result('a'),
      ],
      [
        from('user', text('Hi')),
        from('assistant', use('a', {}), use('b', {}), use('c', {}), use('d', {})),
        from('user', { type: 'tool_result', tool_use_id: 'a' }),
      ],
    ],
    [
      'ids of other vendors',
      [user('Hi'), calling(assistant(), called('functions.weather:0')), result('functions.weather:0', 'sun')],
      [
        from('user', text('Hi')),
        from('assistant', use('functions_weather_0')),
        from('user', answered('functions_weather_0', 'sun')),
      ],
    ],
    [
      'calls of custom tools',
      [
        user('Hi'),
        calling(assistant(), { id: 'x', call: { $case: 'custom', value: { name: 'sql', input: 'select 1' } } }),
        result('x', '1'),
      ],
      [
        from('user', text('Hi')),
        from('assistant', { type: 'tool_use', id: 'x', name: 'sql', input: { input: 'select 1' } }),
        from('user', answered('x', '1')),
      ],
    ],
    [
      'pictures by address and by content',
      [
        user(
          'See',
          image('https://example.org/w.png'),
          image('data:image/PNG;base64,aGk='),
          image('data:image/jpg;charset=x;base64,aGk='),
        ),
      ],
      [
        from(
          'user',
          text('See'),
          { type: 'image', source: { type: 'url', url: 'https://example.org/w.png' } },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGk=' } },
          { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'aGk=' } },
        ),
      ],
    ],
    [
      'files: bare base64, a data: URL, plain text',
      [
        user(
          file({ fileData: 'JVBERg==', filename: 'a.pdf' }),
          file({ fileData: 'data:application/pdf;base64,JVBERg==' }),
          file({ fileData: 'data:text/plain;base64,aGk=', filename: ' ' }),
        ),
      ],
      [
        from(
          'user',
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERg==' },
            title: 'a.pdf',
          },
          { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERg==' } },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hi' } },
        ),
      ],
    ],
  ])('converts %s', (_name, messages, expected) => expect(converted(messages)).toEqual(expected));

  it('goes on with a last assistant message, or asks for more', () => {
    const messages = [user('Count.'), assistant('One, two, \n')];
    expect(converted(messages, true)).toEqual([from('user', text('Count.')), from('assistant', text('One, two,'))]);
    expect(converted(messages, false)).toEqual([
      from('user', text('Count.')),
      from('assistant', text('One, two, \n')),
      go,
    ]);
  });

  it.each([
    ['an uploaded file', file({ fileId: 'file-1' }), 'file.file_id', FailureCode.INVALID_VALUE],
    ['a file of nothing', file({ filename: 'a.pdf' }), 'file.file_data', FailureCode.INVALID_VALUE],
    [
      'a file of another type',
      file({ fileData: 'data:image/png;base64,aGk=' }),
      'file.file_data',
      FailureCode.INVALID_VALUE,
    ],
    ['a picture not in base64', image('data:image/svg+xml,<svg/>'), 'image_url.url', FailureCode.INVALID_VALUE],
    ['a picture without content', image('data:image/png;base64'), 'image_url.url', FailureCode.INVALID_VALUE],
    ['a picture without a type', image('data:;base64,aGk='), 'image_url.url', FailureCode.INVALID_VALUE],
    ['sound', { $case: 'audio', value: { data: 'aGk=', format: 'wav' } }, undefined, FailureCode.UNSUPPORTED_PARAMETER],
  ])('refuses %s, naming it', (_name, part, field, code) => {
    const convert = () => toMessages([said(Role.SYSTEM, 'x'), user('See', part)], { takesPrefill: true });
    const param = ['messages[1].content[1]', field].filter(Boolean).join('.');
    expect(convert).toThrow(expect.objectContaining({ failure: expect.objectContaining({ code, param }) as object }));
    expect(convert).toThrow(CompletionFailure);
  });
});
