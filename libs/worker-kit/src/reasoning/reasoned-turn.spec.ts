import type { CompletionEvent } from '@belugapi/contracts';
import { ReasonedTurn } from './reasoned-turn.js';

const reasoning = (text: string, choice = 0): CompletionEvent => ({
  event: { $case: 'reasoning', value: { choice, text } },
});
const state = (data: string | Buffer): CompletionEvent => ({
  event: { $case: 'reasoningState', value: { provider: 'edge', kind: 'thinking_block', data: Buffer.from(data) } },
});
const started = (index: number, id: string, choice = 0, custom = false): CompletionEvent => ({
  event: { $case: 'toolCallStarted', value: { choice, index, id, name: 'weather', custom } },
});
const input = (index: number, delta: string, choice = 0): CompletionEvent => ({
  event: { $case: 'toolCallArguments', value: { choice, index, delta } },
});

function turnOf(...events: CompletionEvent[]): ReasonedTurn {
  const turn = new ReasonedTurn();
  for (const event of events) turn.note(event);
  return turn;
}
const mebibyte = 1024 * 1024;

describe('ReasonedTurn', () => {
  it('gathers reasoning, states and calls of the first choice', () => {
    const turn = turnOf(
      reasoning('Whales '),
      reasoning('elsewhere', 1),
      started(0, 'call-a'),
      started(0, 'elsewhere', 1),
      state('signed'),
      started(1, 'call-b', 0, true),
      input(0, '{"city":'),
      input(1, 'free text'),
      input(0, '"Bodø"}'),
      input(0, 'elsewhere', 1),
      reasoning('sing.'),
    );
    expect(turn.hasCalls).toBe(true);
    expect(turn.calls()).toEqual([
      { id: 'call-a', call: { $case: 'function', value: { name: 'weather', arguments: '{"city":"Bodø"}' } } },
      { id: 'call-b', call: { $case: 'custom', value: { name: 'weather', input: 'free text' } } },
    ]);
    expect(turn.message(mebibyte)).toMatchObject({
      reasoningContent: 'Whales sing.',
      reasoningState: [{ kind: 'thinking_block', data: Buffer.from('signed') }],
    });
  });

  it('has nothing to remember where the model did not reason', () => {
    const turn = turnOf(started(0, 'call-a'), input(0, '{}'));
    expect(turn.message(mebibyte)).toBeUndefined();
    expect(turnOf(reasoning('x')).hasCalls).toBe(false);
  });

  it('keeps the states where the reasoning in clear does not fit beside them', () => {
    const long = turnOf(reasoning('x'.repeat(900)), state('signed'));
    expect(long.message(950)).toMatchObject({ reasoningContent: 'x'.repeat(900) });
    expect(long.message(800)).toEqual(expect.not.objectContaining({ reasoningContent: expect.anything() }));
    expect(long.message(800)?.reasoningState).toHaveLength(1);
    expect(long.message(8)).toBeUndefined();
  });

  it('holds no more than it can store', () => {
    const endless = turnOf(...Array.from({ length: 40 }, () => reasoning('x'.repeat(64 * 1024))), state('signed'));
    expect(endless.message(9 * mebibyte)).toMatchObject({ reasoningState: [{}] });
    expect(endless.message(9 * mebibyte)?.reasoningContent).toBeUndefined();
    const heavy = turnOf(reasoning('kept'), ...Array.from({ length: 3 }, () => state(Buffer.alloc(mebibyte / 2))));
    expect(heavy.message(9 * mebibyte)).toMatchObject({ reasoningContent: 'kept', reasoningState: [] });
    const wordy = turnOf(started(0, 'call-a'), ...Array.from({ length: 5 }, () => input(0, 'x'.repeat(mebibyte))));
    expect(wordy.calls()).toEqual([]);
  });

  it('survives arguments of a call that never started', () => {
    expect(turnOf(input(3, '{}')).calls()).toEqual([]);
  });
});
