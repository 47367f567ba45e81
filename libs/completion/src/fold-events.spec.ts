import { type CompletionEvent, FailureCode, FinishReason } from '@belugapi/contracts';
import { EventFold } from './fold-events.js';
import { failedEvent } from './terminal-event.js';
import { estimatedUsage } from './token-totals.js';

const text = (choice: number, value: string): CompletionEvent => ({
  event: {
    $case: 'text',
    value: { choice, text: value, logprobs: [{ token: value, logprob: -1, bytes: Buffer.alloc(0), top: [] }] },
  },
});
const call = (index: number, name: string, custom = false): CompletionEvent => ({
  event: { $case: 'toolCallStarted', value: { choice: 0, index, id: `call_${index}`, name, custom } },
});
const argument = (index: number, delta: string): CompletionEvent => ({
  event: { $case: 'toolCallArguments', value: { choice: 0, index, delta } },
});
const finished = (choice: number, reason: FinishReason): CompletionEvent => ({
  event: { $case: 'choiceFinished', value: { choice, reason, rawReason: 'x' } },
});
const refusal = (value: string): CompletionEvent => ({
  event: { $case: 'refusal', value: { choice: 0, text: value, logprobs: [] } },
});
const reasoning = (value: string): CompletionEvent => ({
  event: { $case: 'reasoning', value: { choice: 0, text: value } },
});

function fold(...events: CompletionEvent[]) {
  const folding = new EventFold();
  for (const event of events) folding.add(event);
  return folding.result();
}

describe('EventFold', () => {
  it('joins the text of each choice, in the order of choices', () => {
    const { choices } = fold(text(1, 'b'), text(0, 'a'), text(1, 'B'), finished(1, FinishReason.LENGTH));
    expect(choices.map(({ index, content }) => [index, content])).toEqual([
      [0, 'a'],
      [1, 'bB'],
    ]);
    expect(choices[1]?.finishReason).toBe(FinishReason.LENGTH);
    expect(choices[1]?.logprobs.map(({ token }) => token)).toEqual(['b', 'B']);
  });

  it('tells no text from an empty text', () => {
    expect(fold(finished(0, FinishReason.TOOL_CALLS)).choices[0]?.content).toBeNull();
    expect(fold(text(0, ''), finished(0, FinishReason.LENGTH)).choices[0]?.content).toBe('');
  });

  it('joins reasoning and refusals apart from the text', () => {
    const [choice] = fold(reasoning('hm'), reasoning('m'), refusal('I '), refusal('won’t')).choices;
    expect(choice).toMatchObject({ content: null, reasoning: 'hmm', refusal: 'I won’t' });
    expect(fold(text(0, 'x')).choices[0]).toMatchObject({ refusal: null, reasoning: '' });
  });

  it('puts tool calls together, arguments in any interleaving', () => {
    const [choice] = fold(
      call(0, 'f'),
      argument(0, '{"a"'),
      call(1, 'g'),
      argument(1, '{}'),
      argument(0, ':1}'),
    ).choices;
    expect(choice?.toolCalls).toEqual([
      { id: 'call_0', name: 'f', custom: false, arguments: '{"a":1}' },
      { id: 'call_1', name: 'g', custom: false, arguments: '{}' },
    ]);
  });

  it('gives a function without arguments an empty object, and a custom tool its empty input', () => {
    const [choice] = fold(call(0, 'f'), call(1, 'c', true)).choices;
    expect(choice?.toolCalls.map((each) => each.arguments)).toEqual(['{}', '']);
  });

  it('passes over arguments of a call that never started', () => {
    expect(fold(argument(3, '{}')).choices[0]?.toolCalls).toEqual([]);
  });

  it('keeps how it started, the usage, annotations and the failure with what came before it', () => {
    const started = { upstreamId: 'u', upstreamModel: 'm' };
    const annotation = {
      choice: 0,
      annotation: { $case: 'urlCitation' as const, value: { url: 'u', title: 't', startIndex: 0, endIndex: 1 } },
    };
    const usage = estimatedUsage(undefined, 4);
    const folded = fold(
      { event: { $case: 'started', value: started } },
      text(0, 'half'),
      { event: { $case: 'annotation', value: annotation } },
      { event: { $case: 'usage', value: usage } },
      failedEvent(FailureCode.UPSTREAM_ERROR, 'broke'),
    );
    expect(folded).toMatchObject({ started, usage, failure: { code: FailureCode.UPSTREAM_ERROR, message: 'broke' } });
    expect(folded.choices).toMatchObject([{ content: 'half', annotations: [annotation] }]);
  });

  it('keeps what the vendor wants back, in its order', () => {
    const states = [
      { provider: 'p', kind: 'thinking_block', data: Buffer.of(1, 2) },
      { provider: 'p', kind: 'thought_signature', toolCallId: 'call_0', data: Buffer.of(3) },
    ];
    const [first, second] = states.map((value) => ({ event: { $case: 'reasoningState' as const, value } }));
    if (!first || !second) throw new Error('no states');
    const [choice] = fold(first, call(0, 'f'), second, finished(0, FinishReason.TOOL_CALLS)).choices;
    expect(choice?.reasoningStates).toEqual(states);
    expect(fold(text(0, 'x')).choices[0]?.reasoningStates).toEqual([]);
  });

  it('is nothing where nothing came', () => {
    expect(fold()).toEqual({ started: undefined, choices: [], usage: undefined, failure: undefined });
  });
});

describe('spoken answers', () => {
  const sound = Buffer.from('whale song, slowed down');
  const piece = (data: string, more: object = {}): CompletionEvent => ({
    event: { $case: 'audio', value: { choice: 0, id: '', data, transcript: '', expiresAt: 0, ...more } },
  });

  it.each([
    ['cut anywhere', [sound.toString('base64').slice(0, 7), sound.toString('base64').slice(7)]],
    ['each whole', [sound.subarray(0, 4).toString('base64'), sound.subarray(4).toString('base64')]],
    ['one', [sound.toString('base64')]],
  ])('are joined from pieces: %s', (_how, pieces) => {
    const [choice] = fold(
      piece('', { id: 'audio_1', transcript: 'Ooo' }),
      ...pieces.map((data) => piece(data)),
      piece('', { transcript: 'ooh', expiresAt: 1_800_000_000 }),
      finished(0, FinishReason.STOP),
    ).choices;
    expect(choice?.audio).toEqual({
      id: 'audio_1',
      data: sound.toString('base64'),
      transcript: 'Oooooh',
      expiresAt: 1_800_000_000,
    });
    expect(choice?.content).toBeNull();
  });

  it('are absent where nothing was said', () => {
    expect(fold(text(0, 'x')).choices[0]?.audio).toBeNull();
  });
});
