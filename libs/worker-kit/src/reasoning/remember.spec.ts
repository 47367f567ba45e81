import { type CompletionEvent, FailureCode, FinishReason, Message, UsageSource } from '@belugapi/contracts';
import { failedEvent } from '@belugapi/completion';
import { adapterTask, eventOrderProblems } from '@belugapi/testing';
import { questionDigest } from './question-digest.js';
import { ReasoningMemory } from './reasoning-memory.js';
import { ReasoningVault } from './reasoning-vault.js';
import { remember } from './remember.js';

const begun: CompletionEvent = { event: { $case: 'started', value: { upstreamId: '', upstreamModel: '' } } };
const reasoning: CompletionEvent = { event: { $case: 'reasoning', value: { choice: 0, text: 'Ask the tide.' } } };
const text: CompletionEvent = { event: { $case: 'text', value: { choice: 0, text: 'One moment.', logprobs: [] } } };
const call = (index: number): CompletionEvent[] => [
  {
    event: { $case: 'toolCallStarted', value: { choice: 0, index, id: `call-${index}`, name: 'tides', custom: false } },
  },
  { event: { $case: 'toolCallArguments', value: { choice: 0, index, delta: '{}' } } },
];
const end = (choice = 0): CompletionEvent => ({
  event: { $case: 'choiceFinished', value: { choice, reason: FinishReason.TOOL_CALLS, rawReason: 'tool_calls' } },
});
const usage: CompletionEvent = {
  event: { $case: 'usage', value: { source: UsageSource.PROVIDER, uncachedInput: 1, visibleOutput: 1 } },
};
const completed: CompletionEvent = { event: { $case: 'completed', value: {} } };
const failure = failedEvent(FailureCode.UPSTREAM_ERROR, 'broken');

/** A store whose puts a spec lets through. */
function gatedStore() {
  const values = new Map<string, Uint8Array>();
  const gate = Promise.withResolvers<void>();
  const store = {
    largestValue: 1024 * 1024,
    get: async (key: string) => values.get(key),
    put: async (key: string, value: Uint8Array) => {
      await gate.promise;
      values.set(key, value);
    },
  };
  return { store, values, gate };
}

async function* answer(...pieces: CompletionEvent[][]): AsyncGenerator<readonly CompletionEvent[], void, void> {
  yield* pieces;
}

const names = (events: readonly CompletionEvent[]) => events.map(({ event }) => event?.$case);

async function all(from: AsyncIterable<readonly CompletionEvent[]>): Promise<CompletionEvent[]> {
  const events: CompletionEvent[] = [];
  for await (const together of from) events.push(...together);
  return events;
}

describe('remember', () => {
  it.each([
    ['event by event', [[begun], [reasoning], ...call(0).map((event) => [event]), [end()], [usage], [completed]]],
    ['all at once', [[begun, reasoning, ...call(0), end(), usage, completed]]],
  ])('holds back the end of the choice until the memory is durable (%s)', async (_, pieces) => {
    const { store, values, gate } = gatedStore();
    const memory = new ReasoningMemory({ store, secret: 'secret', patienceMs: 60_000 });
    const seen: CompletionEvent[] = [];
    const reading = (async () => {
      for await (const together of remember(answer(...pieces), adapterTask(), 'edge', memory)) seen.push(...together);
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(names(seen)).toEqual(['started', 'reasoning', 'toolCallStarted', 'toolCallArguments', 'usage']);
    gate.resolve();
    await reading;
    expect(names(seen).slice(5)).toEqual(['choiceFinished', 'completed']);
    expect(eventOrderProblems(seen)).toEqual([]);
    expect(values.size).toBe(1);
  });

  it('stores under every call', async () => {
    const { store, values, gate } = gatedStore();
    gate.resolve();
    const memory = new ReasoningMemory({ store, secret: 'secret' });
    const events = [begun, reasoning, ...call(0), ...call(1), ...call(2), end(), completed];
    await all(remember(answer(events), adapterTask(), 'edge', memory));
    const vault = new ReasoningVault('secret');
    const question = questionDigest(adapterTask().request.messages);
    const owner = { provider: 'edge', organizationId: 'org-adapter', question };
    for (const id of ['call-0', 'call-1', 'call-2']) {
      const name = vault.name(owner, { id, call: { $case: 'function', value: { name: 'tides', arguments: '{}' } } });
      const message = vault.open(name, values.get(name) ?? Buffer.alloc(0)) ?? Message.create();
      expect(message.reasoningContent).toBe('Ask the tide.');
    }
    expect(values.size).toBe(3);
  });

  it.each([
    ['without calls', [begun, reasoning, text, end(), usage, completed]],
    ['without reasoning', [begun, ...call(0), end(), completed]],
    ['that failed', [begun, reasoning, ...call(0), failure]],
    ['that failed after its end', [begun, reasoning, ...call(0), end(), failure]],
    ['that breaks off', [begun, reasoning, ...call(0), end()]],
    ['of two choices', [begun, reasoning, ...call(0), end(), end(1), completed]],
  ])('passes on an answer %s whole', async (_, events) => {
    const { store, gate } = gatedStore();
    gate.resolve();
    const memory = new ReasoningMemory({ store, secret: 'secret' });
    for (const pieces of [[events], events.map((event) => [event])]) {
      const seen = await all(remember(answer(...pieces), adapterTask(), 'edge', memory));
      expect(new Set(seen)).toEqual(new Set(events));
      expect(seen).toHaveLength(events.length);
      // What was wrong with it before still is, and nothing else.
      expect(eventOrderProblems(seen)).toEqual(eventOrderProblems(events));
    }
  });

  it('keeps nothing of an answer that failed, and nothing for nobody', async () => {
    const { store, values, gate } = gatedStore();
    gate.resolve();
    const memory = new ReasoningMemory({ store, secret: 'secret' });
    await all(remember(answer([begun, reasoning, ...call(0), end(), failure]), adapterTask(), 'edge', memory));
    const nobody = adapterTask({}, { organizationId: '' });
    await all(remember(answer([begun, reasoning, ...call(0), end(), completed]), nobody, 'edge', memory));
    expect(values.size).toBe(0);
  });

  it('does not let a store that hangs or fails hurt the answer', async () => {
    const troubles: unknown[] = [];
    const events = [begun, reasoning, ...call(0), end(), completed];
    const hanging = { largestValue: 1024, get: async () => undefined, put: () => new Promise<void>(() => undefined) };
    const failing = { ...hanging, put: () => Promise.reject(new Error('no room')) };
    for (const store of [hanging, failing]) {
      const memory = new ReasoningMemory({
        store,
        secret: 'secret',
        patienceMs: 50,
        onTrouble: (error) => troubles.push(error),
      });
      expect(await all(remember(answer(events), adapterTask(), 'edge', memory))).toEqual(events);
    }
    expect(troubles).toEqual([new Error('no room')]);
  });

  it('stops the source when its reader leaves', async () => {
    let left = false;
    async function* endless(): AsyncGenerator<readonly CompletionEvent[], void, void> {
      try {
        for (;;) yield [reasoning];
      } finally {
        left = true;
      }
    }
    const memory = new ReasoningMemory({ store: gatedStore().store, secret: 'secret' });
    const reading = remember(endless(), adapterTask(), 'edge', memory);
    await reading.next();
    await reading.return();
    expect(left).toBe(true);
  });
});
