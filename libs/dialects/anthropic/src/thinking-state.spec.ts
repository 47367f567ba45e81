import { Message, type ReasoningState, Role } from '@belugapi/contracts';
import { toThinkingState } from './thinking-state.js';
import { toMessages } from './to-messages.js';

const thought = { type: 'thinking', thinking: 'Hm — 🐋', signature: 'a+b/==' } as const;
const sealed = { type: 'redacted_thinking', data: 'c+d/==' } as const;
const states = [toThinkingState('anthropic', thought), toThinkingState('anthropic', sealed)];

/** The assistant's blocks of a history in which its message carries these states. */
function blocks(reasoningState: ReasoningState[], thinkingOf: string | undefined): readonly object[] | undefined {
  const content = [{ part: { $case: 'text' as const, value: { text: 'Let me see.' } } }];
  const messages = [
    Message.create({ role: Role.USER, content }),
    Message.create({ role: Role.ASSISTANT, content, reasoningState, reasoningContent: 'Hm' }),
  ];
  return toMessages(messages, { takesPrefill: true, thinkingOf })[1]?.content;
}

const text = { type: 'text', text: 'Let me see.' };

describe('thinking in a history', () => {
  it('goes back first and unchanged to whom it came from', () => {
    const sent = blocks(states, 'anthropic');
    expect(sent).toEqual([thought, sealed, text]);
    expect(JSON.stringify(sent?.[0])).toBe(states[0]?.data.toString());
  });

  it.each<[string, ReasoningState[], string | undefined]>([
    ['is left out of a request that does not think', states, undefined],
    ['of another provider is left out', [toThinkingState('edge', thought)], 'anthropic'],
    ['of another kind is left out', states.map((state) => ({ ...state, kind: 'thought_signature' })), 'anthropic'],
    [
      'that is broken is left out',
      states.flatMap((state) =>
        ['{', 'null', '{"type":"text","text":"x"}'].map((data) => ({ ...state, data: Buffer.from(data) })),
      ),
      'anthropic',
    ],
  ])('%s', (_name, given, thinkingOf) => expect(blocks(given, thinkingOf)).toEqual([text]));
});
