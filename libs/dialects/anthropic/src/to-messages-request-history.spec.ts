import { type CompletionRequest, Message, Role } from '@belugapi/contracts';
import { createCatalog, type ModelRow } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { toThinkingState } from './thinking-state.js';
import { toMessagesRequest } from './to-messages-request.js';

const catalog = createCatalog();
const row = (id: string) => catalog.findModel(id) as ModelRow;

describe('a tool loop', () => {
  const block = { type: 'thinking', thinking: 'Hm', signature: 's' } as const;
  const signed = [toThinkingState('anthropic', block)];
  const call = (id: string) => ({ id, call: { $case: 'function' as const, value: { name: 'tide', arguments: '{}' } } });
  const user = (text: string) =>
    Message.create({ role: Role.USER, content: [{ part: { $case: 'text', value: { text } } }] });
  const step = (id: string, reasoningState: Message['reasoningState'] = []) => [
    Message.create({ role: Role.ASSISTANT, toolCalls: [call(id)], reasoningState }),
    Message.create({ role: Role.TOOL, toolCallId: id }),
  ];
  const answer = Message.create({
    role: Role.ASSISTANT,
    content: [{ part: { $case: 'text', value: { text: 'High.' } } }],
  });
  const asked = (id: string, messages: Message[]) =>
    toMessagesRequest(adapterTask({ messages }, { row: row(id) }), 'anthropic');
  const kinds = (id: string, messages: Message[]) =>
    asked(id, messages).messages.flatMap(({ content }) =>
      content.map(({ type }) => type).filter((type) => type === 'thinking'),
    );

  it.each<[string, Message[], boolean]>([
    ['that began with thinking thinks on', [user('Hi'), ...step('a', signed)], true],
    ['whose later steps have none of their own thinks on', [user('Hi'), ...step('a', signed), ...step('b')], true],
    ['whose thinking is lost does not', [user('Hi'), ...step('a')], false],
    ['that began without thinking does not', [user('Hi'), ...step('a'), ...step('b', signed)], false],
    ['of an earlier turn does not matter', [user('Hi'), ...step('a'), answer, user('And now?')], true],
    [
      'of an earlier turn matters no more in the next',
      [user('Hi'), ...step('a'), answer, user('And now?'), ...step('b', signed)],
      true,
    ],
    ['that the user breaks into is still one', [user('Hi'), ...step('a'), user('Quick!')], false],
  ])('%s, by budget', (_name, messages, thinks) => {
    const body = asked('claude-sonnet-4-5-20250929-thinking', messages);
    expect('thinking' in body && body['thinking'] !== undefined).toBe(thinks);
    // The vendor refuses blocks of thinking where it does not think.
    expect(thinks || !JSON.stringify(body).includes('"thinking"')).toBe(true);
  });

  it('thinks on in any case where the model is adaptive', () => {
    for (const messages of [
      [user('Hi'), ...step('a')],
      [user('Hi'), ...step('a', signed)],
    ]) {
      expect(asked('claude-opus-4-6-thinking', messages)['thinking']).toMatchObject({ type: 'adaptive' });
    }
  });

  it('gives blocks back where the request thinks, asked or not', () => {
    const messages = [user('Hi'), ...step('a', signed)];
    expect(kinds('claude-opus-4-6-thinking', messages)).toEqual(['thinking']);
    expect(kinds('claude-sonnet-4-5-20250929-thinking', messages)).toEqual(['thinking']);
    expect(kinds('claude-opus-4-6', messages)).toEqual([]);
    const always: ModelRow = { ...row('claude-opus-4-6'), reasoning: { mode: 'always', efforts: [] } };
    const body = toMessagesRequest(adapterTask({ messages }, { row: always }), 'anthropic');
    expect(body.messages[1]?.content[0]).toEqual(block);
    expect(body['thinking']).toBeUndefined();
  });
});

describe('an answer that the caller began', () => {
  const messages = [Role.USER, Role.ASSISTANT].map((role) =>
    Message.create({ role, content: [{ part: { $case: 'text', value: { text: 'One, ' } } }] }),
  );
  const last = (id: string, request: Partial<CompletionRequest> = {}) =>
    toMessagesRequest(adapterTask({ messages, ...request }, { row: row(id) }), 'anthropic').messages.at(-1)?.role;

  it.each([
    ['claude-opus-4-7', 'user'],
    ['claude-opus-4-6', 'user'],
    ['claude-opus-4-6-thinking', 'user'],
    ['claude-sonnet-4-6', 'user'],
    ['claude-sonnet-4-6-thinking', 'user'],
    ['claude-opus-4-5-20251101', 'assistant'],
    ['claude-opus-4-5-20251101-thinking', 'user'],
    ['claude-sonnet-4-5-20250929', 'assistant'],
    ['claude-haiku-4-5-20251001', 'assistant'],
    ['claude-haiku-4-5-20251001-thinking', 'user'],
  ])('%s takes it from the %s', (id, role) => expect(last(id)).toBe(role));

  it('is asked for anew where it must follow a schema, or while it thinks', () => {
    const format = { $case: 'jsonSchema' as const, value: { name: 'x', schemaJson: '{"type":"object"}' } };
    expect(last('claude-haiku-4-5-20251001', { responseFormat: { format } })).toBe('user');
    expect(last('claude-haiku-4-5-20251001', { reasoningEffort: 'low' })).toBe('user');
  });
});
