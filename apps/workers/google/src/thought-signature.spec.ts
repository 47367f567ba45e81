import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CompletionEvent, type ReasoningState, Role } from '@belugapi/contracts';
import { adapterTask, foldEvents, streamedEvents } from '@belugapi/testing';
import { assistantCalls, bodyOf, message, toolCall, toolResult, user } from './__fixtures__/google-call.js';
import { googleAdapter } from './google.adapter.js';

const fixture = (name: string) => readFileSync(path.join(__dirname, '__fixtures__', `synthetic-${name}`));

const statesIn = (events: readonly CompletionEvent[]): ReasoningState[] =>
  events.flatMap(({ event }) => (event?.$case === 'reasoningState' ? [event.value] : []));

interface Wire {
  readonly role: string;
  readonly parts: readonly { readonly functionCall?: { readonly args?: object }; readonly thoughtSignature?: string }[];
}

/** The signatures of each step's calls in the next request, after an answer of these events. */
function signaturesAfter(
  events: readonly CompletionEvent[],
  model?: string,
  reasoningState = statesIn(events),
): unknown[] {
  const toolCalls = (foldEvents(events).choices[0]?.toolCalls ?? []).map((call) =>
    toolCall(call.id, call.name, call.arguments),
  );
  const results = toolCalls.map(({ id }) => toolResult(id, 'calm'));
  const messages = [user('Weather?'), assistantCalls(toolCalls, { reasoningState }), ...results];
  const contents = bodyOf({ messages }, model)['contents'] as readonly Wire[];
  return contents
    .filter(({ role }) => role === 'model')
    .flatMap(({ parts }) => parts.map((part) => part.thoughtSignature));
}

const signature = (toolCallId: string, data: string, more: Partial<ReasoningState> = {}): ReasoningState => ({
  provider: 'google',
  kind: 'thought_signature',
  toolCallId,
  data: Buffer.from(data),
  ...more,
});
const skip = 'skip_thought_signature_validator';

describe('a thought signature', () => {
  it.each([
    ['parallel-calls', ['c2lnbmF0dXJlLW5vcnRo', undefined]],
    ['call-without-id', ['c2lnbmF0dXJlLXRpZGU=']],
  ])('comes with its call and goes back with it, streamed and whole: %s', async (name, expected) => {
    const streamed = await streamedEvents(googleAdapter, [fixture(`${name}.sse`)], adapterTask({ stream: true }));
    const whole = googleAdapter.fromResponse(fixture(`${name}.json`).toString(), adapterTask());
    expect(statesIn(streamed)).toEqual(statesIn(whole));
    expect(statesIn(whole)).toHaveLength(1);
    expect(signaturesAfter(streamed)).toEqual(expected);
    // Older models send it too, and may have it back.
    expect(signaturesAfter(whole, 'gemini-2.5-pro')).toEqual(expected);
  });

  it('is told before its choice ends', () => {
    const events = googleAdapter.fromResponse(fixture('parallel-calls.json').toString(), adapterTask());
    const cases = events.map(({ event }) => event?.$case);
    expect(cases.indexOf('reasoningState')).toBeGreaterThan(cases.indexOf('toolCallStarted'));
    expect(cases.indexOf('reasoningState')).toBeLessThan(cases.indexOf('choiceFinished'));
  });

  it('of a text is let go: nobody asks for it back', async () => {
    const events = await streamedEvents(googleAdapter, [fixture('reasoning.sse')], adapterTask({ stream: true }));
    expect(statesIn(events)).toEqual([]);
  });

  it('that is lost is made up for on the first call of a step, on Gemini 3 alone', () => {
    const events = googleAdapter.fromResponse(fixture('parallel-calls.json').toString(), adapterTask());
    for (const id of ['gemini-3.1-pro-preview', 'gemini-3-flash-preview-nothinking', 'gemini-3-pro-preview-thinking']) {
      expect(signaturesAfter(events, id, [])).toEqual([skip, undefined]);
    }
    for (const id of ['gemini-2.5-pro', 'gemini-2.5-flash-nothinking', 'gemini-2.0-flash']) {
      expect(signaturesAfter(events, id, [])).toEqual([undefined, undefined]);
    }
  });

  it.each([
    ['of another provider', signature('fc_north', 'theirs', { provider: 'anthropic' })],
    ['of another kind', signature('fc_north', 'thought', { kind: 'reasoning_content' })],
    ['of no call', signature('fc_north', 'text', { toolCallId: undefined })],
    ['of another call', signature('fc_west', 'west')],
  ])('%s is not taken for this call’s', (_, state) => {
    const events = googleAdapter.fromResponse(fixture('parallel-calls.json').toString(), adapterTask());
    expect(signaturesAfter(events, 'gemini-3-flash-preview', [state])).toEqual([skip, undefined]);
  });

  it('is needed in every step', () => {
    const messages = [
      user('a'),
      assistantCalls([toolCall('call_a', 'weather', '{}')], { reasoningState: [signature('call_a', 'first')] }),
      toolResult('call_a', '1'),
      assistantCalls([toolCall('call_b', 'weather', '{}'), toolCall('call_c', 'weather', '{}')]),
      toolResult('call_b', '2'),
      toolResult('call_c', '3'),
      message(Role.ASSISTANT, 'Done.'),
      user('b'),
    ];
    const contents = bodyOf({ messages })['contents'] as readonly Wire[];
    expect(contents.map(({ parts }) => parts.map((part) => part.thoughtSignature))).toEqual([
      [undefined],
      ['first'],
      [undefined],
      [skip, undefined],
      [undefined, undefined],
      [undefined],
      [undefined],
    ]);
  });
});
