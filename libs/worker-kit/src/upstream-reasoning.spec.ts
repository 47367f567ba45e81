import type { NatsConnection } from '@nats-io/transport-node';
import { connectBus, ensureReasoningBucket } from '@belugapi/bus';
import { FinishReason, Message, Role, type ToolCall } from '@belugapi/contracts';
import type { ProviderAdapter } from '@belugapi/provider-spec';
import { adapterTask, eventOrderProblems, startTestNats, type TestNats } from '@belugapi/testing';
import { streamOf } from './__fixtures__/open-adapter.js';
import { begun, complete, end, OpenRig, plainAnswer } from './__fixtures__/open-rig.js';
import { ReasoningMemory } from './reasoning/reasoning-memory.js';
import { ReasoningStore } from './reasoning/reasoning-store.js';

let rig: OpenRig;
beforeAll(async () => {
  rig = await OpenRig.start();
});
afterAll(() => rig.close());

describe('UpstreamSource and reasoning', () => {
  let nats: TestNats;
  let connection: NatsConnection;
  beforeAll(async () => {
    nats = await startTestNats();
    connection = await connectBus({ url: nats.url, name: 'preparation-spec' });
    await ensureReasoningBucket(connection, 6);
  }, 180_000);
  afterAll(async () => {
    await connection.close();
    await nats.stop();
  });

  const memoryOver = (over: NatsConnection) =>
    new ReasoningMemory({ store: new ReasoningStore({ connection: over }), secret: 'secret' });
  const call: ToolCall = {
    id: 'call-1',
    call: { $case: 'function', value: { name: 'tides', arguments: '{"at": "Bodø"}' } },
  };
  const state = { provider: 'edge', toolCallId: 'call-1', kind: 'thought_signature', data: Buffer.from('signed') };
  const firstTurn = adapterTask({ stream: true, tools: [{ tool: { $case: 'function', value: { name: 'tides' } } }] });
  const secondTurn = adapterTask({
    ...firstTurn.request,
    messages: [
      ...firstTurn.request.messages,
      Message.create({ role: Role.ASSISTANT, toolCalls: [call] }),
      Message.create({
        role: Role.TOOL,
        toolCallId: 'call-1',
        content: [{ part: { $case: 'text', value: { text: '7 m' } } }],
      }),
    ],
  });
  const callingAnswer = {
    body: streamOf(
      [begun],
      [{ event: { $case: 'reasoning', value: { choice: 0, text: 'The tide decides.' } } }],
      [
        {
          event: {
            $case: 'toolCallStarted',
            value: { choice: 0, index: 0, id: 'call-1', name: 'tides', custom: false },
          },
        },
        { event: { $case: 'reasoningState', value: state } },
        { event: { $case: 'toolCallArguments', value: { choice: 0, index: 0, delta: '{"at":"Bodø"}' } } },
      ],
      end(FinishReason.TOOL_CALLS),
    ),
  };
  const assistantSent = () => rig.vendor.bodies.at(-1)?.messages.find(({ role }) => role === Role.ASSISTANT);

  it('gives back to the vendor what the caller lost, from another process too', async () => {
    const remembering: Partial<ProviderAdapter> = { remembersReasoning: true };
    rig.vendor.answer(callingAnswer, plainAnswer);
    const events = await complete(rig.source(remembering, { memory: memoryOver(connection) }), firstTurn);
    expect(eventOrderProblems(events)).toEqual([]);
    expect(events.at(-1)?.event?.$case).toBe('completed');

    const later = await connectBus({ url: nats.url, name: 'preparation-spec-later' });
    try {
      const memory = memoryOver(later);
      await complete(rig.source(remembering, { memory }), secondTurn);
      expect(assistantSent()).toMatchObject({
        reasoningContent: 'The tide decides.',
        reasoningState: [{ provider: 'edge', toolCallId: 'call-1', data: Buffer.from('signed').toJSON() }],
      });
      const told = (reasoningContent: string) => {
        const messages = secondTurn.request.messages.map((message) =>
          message.role === Role.ASSISTANT ? { ...message, reasoningContent } : message,
        );
        return complete(rig.source(remembering, { memory }), {
          ...secondTurn,
          request: { ...secondTurn.request, messages },
        });
      };
      // The Node SDK's stream helper lets each piece of a field that it does not know replace the one before.
      await told(' decides.');
      expect(assistantSent()?.reasoningContent).toBe('The tide decides.');
      await told('I have made it up.');
      expect(assistantSent()?.reasoningContent).toBe('I have made it up.');
      await complete(rig.source(remembering, { memory }), { ...secondTurn, organizationId: 'org-stranger' });
      expect(assistantSent()?.reasoningContent).toBeUndefined();
    } finally {
      await later.close();
    }
  });

  it.each([
    ['the adapter does not ask for it', () => ({}), () => ({ memory: memoryOver(connection) })],
    ['there is no memory', () => ({ remembersReasoning: true }), () => ({})],
  ])('remembers nothing where %s', async (_, adapter, more) => {
    rig.vendor.answer(callingAnswer, plainAnswer);
    const other = { organizationId: 'org-other' };
    await complete(rig.source(adapter(), more()), { ...firstTurn, ...other });
    await complete(rig.source({ remembersReasoning: true }, { memory: memoryOver(connection) }), {
      ...secondTurn,
      ...other,
    });
    expect(assistantSent()?.reasoningContent).toBeUndefined();
  });
});
