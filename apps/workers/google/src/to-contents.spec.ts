import { type ContentPart, FailureCode, Message, Role } from '@belugapi/contracts';
import {
  assistantCalls,
  bodyOf,
  message,
  refusalOf,
  text,
  toolCall,
  toolResult,
  user,
} from './__fixtures__/google-call.js';

// A model whose calls need no signature, so that these are about the conversation alone.
const of = (...messages: Message[]) => bodyOf({ messages }, 'gemini-2.5-flash');
const contents = (...messages: Message[]) => of(...messages)['contents'];
const parts = (...content: ContentPart[]) => (contents(user(content)) as { parts: unknown }[])[0]?.parts;

const refusal = (...messages: Message[]) => refusalOf({ messages }, 'gemini-2.5-flash');

const image = (url: string): ContentPart => ({ part: { $case: 'image', value: { url, detail: undefined } } });
const audio = (format: string): ContentPart => ({ part: { $case: 'audio', value: { data: 'AAEC', format } } });
const file = (value: { fileId?: string; fileData?: string; filename?: string }): ContentPart => ({
  part: { $case: 'file', value: { fileId: undefined, fileData: undefined, filename: undefined, ...value } },
});

describe('instructions', () => {
  it('are apart from the contents, wherever they stand and whatever they are called', () => {
    const body = of(
      message(Role.SYSTEM, 'Be brief.'),
      user('Hello'),
      message(Role.DEVELOPER, [text('Mind the tide.'), text('')]),
      user('there'),
    );
    expect(body).toMatchObject({
      systemInstruction: { parts: [{ text: 'Be brief.\n\nMind the tide.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hello' }, { text: 'there' }] }],
    });
  });

  it('are the question where there is no other', () => {
    const body = of(message(Role.SYSTEM, 'Write a poem.'));
    expect(body['contents']).toEqual([{ role: 'user', parts: [{ text: 'Write a poem.' }] }]);
    expect(body).not.toHaveProperty('systemInstruction');
  });
});

describe('turns', () => {
  it('alternate: neighbours of one role are one content', () => {
    expect(
      contents(user('a'), user('b'), message(Role.ASSISTANT, 'c'), message(Role.ASSISTANT, 'd'), user('e')),
    ).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
      { role: 'model', parts: [{ text: 'c' }, { text: 'd' }] },
      { role: 'user', parts: [{ text: 'e' }] },
    ]);
  });

  it('leave empty texts out, and messages of nothing else', () => {
    expect(contents(user([text(''), text('a')]), message(Role.ASSISTANT, ''), user('b'))).toEqual([
      { role: 'user', parts: [{ text: 'a' }, { text: 'b' }] },
    ]);
    expect(contents(user(''))).toEqual([{ role: 'user', parts: [{ text: '' }] }]);
  });

  it('of the model hold its refusals as text, and none of its reasoning', () => {
    const refused: ContentPart = { part: { $case: 'refusal', value: { refusal: 'No.' } } };
    expect(
      contents(
        user('a'),
        message(Role.ASSISTANT, [refused], { refusal: 'Never.', reasoningContent: 'They ask for harm.' }),
      ),
    ).toEqual([
      { role: 'user', parts: [{ text: 'a' }] },
      { role: 'model', parts: [{ text: 'No.' }, { text: 'Never.' }] },
    ]);
  });
});

describe('bytes', () => {
  it.each<[string, ContentPart, object]>([
    ['a picture', image('data:image/png;base64,iVBORw=='), { mimeType: 'image/png', data: 'iVBORw==' }],
    ['a loud picture', image('DATA:Image/WEBP;BASE64,UklGRg=='), { mimeType: 'image/webp', data: 'UklGRg==' }],
    ['a picture with parameters', image('data:image/heic;v=1;base64,AAAA'), { mimeType: 'image/heic', data: 'AAAA' }],
    ['a picture in percents', image('data:image/jpeg,%41B'), { mimeType: 'image/jpeg', data: 'QUI=' }],
    ['a wave', audio('wav'), { mimeType: 'audio/wav', data: 'AAEC' }],
    ['an MP3', audio('mp3'), { mimeType: 'audio/mp3', data: 'AAEC' }],
    [
      'a PDF in a data: URL',
      file({ fileData: 'data:application/pdf;base64,JVBERi0=', filename: 'tides.pdf' }),
      { mimeType: 'application/pdf', data: 'JVBERi0=' },
    ],
    ['a PDF in base64', file({ fileData: 'JVBERi0xLjc=' }), { mimeType: 'application/pdf', data: 'JVBERi0xLjc=' }],
    ['a text file', file({ fileData: 'data:text/csv;base64,YSxi' }), { mimeType: 'text/csv', data: 'YSxi' }],
  ])('go inside the request: %s', (_, part, inlineData) => {
    expect(parts(text('What is this?'), part)).toEqual([{ text: 'What is this?' }, { inlineData }]);
  });

  const { INVALID_VALUE, UNSUPPORTED_PARAMETER } = FailureCode;

  it.each<[string, ContentPart, FailureCode, string]>([
    ['a URL that nobody fetched', image('https://example.org/a.png'), INVALID_VALUE, 'image_url'],
    ['a data: URL without a type', image('data:;base64,AAAA'), INVALID_VALUE, 'image_url'],
    ['a data: URL cut short', image('data:image/png;base64'), INVALID_VALUE, 'image_url'],
    ['broken percents', image('data:image/png,%E0%A4%A'), INVALID_VALUE, 'image_url'],
    ['a sound that Google does not take', audio('opus'), INVALID_VALUE, 'input_audio.format'],
    ['a file by its id', file({ fileId: 'file-1' }), UNSUPPORTED_PARAMETER, 'file.file_id'],
    ['base64 of no known type', file({ fileData: 'AAAA', filename: 'a.bin' }), INVALID_VALUE, 'file.file_data'],
    ['a file without anything', file({}), INVALID_VALUE, 'file.file_data'],
  ])('are refused by their place: %s', (_, part, code, where) => {
    expect(refusal(user('Look:'), user([text('here'), part]))).toEqual({
      code,
      param: `messages[1].content[1].${where}`,
    });
  });
});

describe('calls and their results', () => {
  const twoCalls = assistantCalls([
    toolCall('call_a', 'weather', '{"city":"Oslo"}'),
    toolCall('call_b', 'weather', '{"city":"Rio"}'),
  ]);

  it('stand in one content each, the results under their function’s name and in the order of the calls', () => {
    expect(
      contents(user('Both?'), twoCalls, toolResult('call_b', '{"c":28}'), toolResult('call_a', '{"c":3}'), user('So?')),
    ).toEqual([
      { role: 'user', parts: [{ text: 'Both?' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'call_a', name: 'weather', args: { city: 'Oslo' } } },
          { functionCall: { id: 'call_b', name: 'weather', args: { city: 'Rio' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'call_a', name: 'weather', response: { c: 3 } } },
          { functionResponse: { id: 'call_b', name: 'weather', response: { c: 28 } } },
          { text: 'So?' },
        ],
      },
    ]);
  });

  it('stay in step where an id comes twice', () => {
    const again = assistantCalls([toolCall('call_a', 'tide_table', '{}')]);
    expect(
      contents(
        user('a'),
        twoCalls,
        toolResult('call_a', '1'),
        toolResult('call_b', '2'),
        again,
        toolResult('call_a', '3'),
      ),
    ).toMatchObject([
      {},
      {},
      { parts: [{ functionResponse: { name: 'weather' } }, { functionResponse: { name: 'weather' } }] },
      {},
      { parts: [{ functionResponse: { name: 'tide_table', response: { result: '3' } } }] },
    ]);
  });

  it.each([
    ['{"city":"Oslo"}', { city: 'Oslo' }],
    ['', {}],
    ['{"city":', {}],
    ['["Oslo"]', {}],
    ['null', {}],
    ['"Oslo"', {}],
  ])('take %j for the arguments of a call', (json, args) => {
    expect(contents(user('a'), assistantCalls([toolCall('call_a', 'weather', json)]))).toMatchObject([
      {},
      { parts: [{ functionCall: { args } }] },
    ]);
  });

  it('keep a custom call of an earlier answer as a function', () => {
    const custom = { id: 'call_a', call: { $case: 'custom' as const, value: { name: 'sql', input: 'select 1' } } };
    expect(contents(user('a'), assistantCalls([custom]), toolResult('call_a', 'one'))).toMatchObject([
      {},
      { parts: [{ functionCall: { name: 'sql', args: { input: 'select 1' } } }] },
      { parts: [{ functionResponse: { name: 'sql', response: { result: 'one' } } }] },
    ]);
  });

  it.each([
    ['{"c":3}', { c: 3 }],
    ['3 degrees', { result: '3 degrees' }],
    ['', { result: '' }],
    ['[1,2]', { result: '[1,2]' }],
    ['null', { result: 'null' }],
    // Gemini 3 looks for a file of that name (vercel/ai#14369).
    ['{"items":{"$ref":"#/$defs/A"}}', { result: '{"items":{"$ref":"#/$defs/A"}}' }],
  ])('take %j for a result', (content, response) => {
    expect(
      contents(user('a'), assistantCalls([toolCall('call_a', 'weather', '{}')]), toolResult('call_a', content)),
    ).toMatchObject([{}, {}, { parts: [{ functionResponse: { response } }] }]);
  });

  it('name a result by its message where the call is gone, and refuse one without a name', () => {
    expect(contents(toolResult('call_x', '3', { name: 'weather' }))).toMatchObject([
      { parts: [{ functionResponse: { id: 'call_x', name: 'weather' } }] },
    ]);
    expect(refusal(user('a'), toolResult('call_x', '3'))).toEqual({
      code: FailureCode.INVALID_VALUE,
      param: 'messages[1].tool_call_id',
    });
  });

  it('are refused when nobody can write them again', () => {
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(refusal(user('a'), assistantCalls([toolCall('call_a', 'weather', deep)]))).toEqual({
      code: FailureCode.INVALID_VALUE,
      param: 'messages',
    });
  });
});
