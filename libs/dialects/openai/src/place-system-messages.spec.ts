import { type ContentPart, FailureCode, type Message, Role } from '@belugapi/contracts';
import { placeSystemMessages, type SystemRole } from './place-system-messages.js';

const { SYSTEM, DEVELOPER, USER, ASSISTANT } = Role;
const text = (value: string): ContentPart => ({ part: { $case: 'text', value: { text: value } } });
const message = (role: Role, ...texts: string[]): Message => ({
  role,
  content: texts.map(text),
  toolCalls: [],
  reasoningState: [],
});

/** As `role: text|text` for reading. */
const placed = (messages: readonly Message[], systemRole: SystemRole): string[] =>
  placeSystemMessages(messages, systemRole).map(
    ({ role, content }) =>
      `${Role[role].toLowerCase()}: ${content.map(({ part }) => (part?.$case === 'text' ? part.value.text : part?.$case)).join('|')}`,
  );

const mixed = [
  message(SYSTEM, 'Be brief.'),
  message(USER, 'Hi'),
  message(ASSISTANT, 'Hello'),
  message(DEVELOPER, 'Be kind.', 'Be wise.'),
  message(USER, 'Depth?'),
];

describe('placeSystemMessages', () => {
  it.each<[SystemRole, string[]]>([
    [
      'developer',
      ['system: Be brief.', 'user: Hi', 'assistant: Hello', 'developer: Be kind.|Be wise.', 'user: Depth?'],
    ],
    ['system', ['system: Be brief.', 'user: Hi', 'assistant: Hello', 'system: Be kind.|Be wise.', 'user: Depth?']],
    ['field', ['system: Be brief.', 'user: Hi', 'assistant: Hello', 'system: Be kind.|Be wise.', 'user: Depth?']],
    ['single-system', ['system: Be brief.\n\nBe kind.\nBe wise.', 'user: Hi', 'assistant: Hello', 'user: Depth?']],
    ['first-user', ['user: Be brief.\n\nBe kind.\nBe wise.\n\nHi', 'assistant: Hello', 'user: Depth?']],
  ])('places them for %s', (systemRole, expected) => {
    expect(placed(mixed, systemRole)).toEqual(expected);
  });

  it.each<SystemRole>(['developer', 'system', 'single-system', 'first-user', 'none'])(
    'leaves a history without them alone (%s)',
    (systemRole) => {
      expect(placed([message(USER, 'Hi', 'there')], systemRole)).toEqual(['user: Hi|there']);
    },
  );

  it('leaves an empty one out where it joins', () => {
    const history = [message(SYSTEM, ''), message(DEVELOPER), message(USER, 'Hi')];
    expect(placed(history, 'single-system')).toEqual(['user: Hi']);
    expect(placed(history, 'first-user')).toEqual(['user: Hi']);
  });

  it('puts the text before a picture, into an empty message, and into one of its own where no user speaks', () => {
    const picture: Message = {
      ...message(USER),
      content: [{ part: { $case: 'image', value: { url: 'https://example.org/a.png' } } }],
    };
    expect(placed([message(SYSTEM, 'Look.'), picture], 'first-user')).toEqual(['user: Look.|image']);
    expect(placed([message(SYSTEM, 'Look.'), message(USER)], 'first-user')).toEqual(['user: Look.']);
    expect(placed([message(SYSTEM, 'Look.'), message(ASSISTANT, 'Where?')], 'first-user')).toEqual([
      'user: Look.',
      'assistant: Where?',
    ]);
  });

  it.each<[Role, string]>([
    [SYSTEM, 'system'],
    [DEVELOPER, 'developer'],
  ])('refuses them by name and place where the model takes none', (role, name) => {
    expect(() => placeSystemMessages([message(USER, 'Hi'), message(role, 'Be brief.')], 'none')).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          code: FailureCode.UNSUPPORTED_PARAMETER,
          param: 'messages[1].role',
          message: expect.stringContaining(`'${name}'`) as unknown,
        }) as unknown,
      }),
    );
  });
});
