import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectBus, ensureReasoningBucket } from '@belugapi/bus';
import { Message, Role, type ToolCall } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';
import { adapterTask } from '@belugapi/testing';
import { findOrInstallNatsServer, type NatsServer, startNatsServer } from '@belugapi/up';
import { recall } from './recall.js';
import { questionDigest } from './question-digest.js';
import { ReasoningMemory } from './reasoning-memory.js';
import { ReasoningStore } from './reasoning-store.js';

let binary: string;
let nats: NatsServer;
let connection: NatsConnection;
const dataDir = mkdtempSync(path.join(tmpdir(), 'belugapi-reasoning-'));

beforeAll(async () => {
  binary = await findOrInstallNatsServer();
  nats = await startNatsServer({ binary, dataDir });
  connection = await connectBus({ url: nats.url, name: 'memory-spec' });
  await ensureReasoningBucket(connection, 6);
}, 180_000);
afterAll(async () => {
  await connection.close();
  await nats.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const memoryOf = (over = connection, secret = 'the shared secret') =>
  new ReasoningMemory({ store: new ReasoningStore({ connection: over }), secret });
const asks = (text: string): Message =>
  Message.create({ role: Role.USER, content: [{ part: { $case: 'text', value: { text } } }] });
const ownerOf = (question: string) => ({
  provider: 'edge',
  organizationId: 'org-adapter',
  question: questionDigest([asks(question)]),
});
const owner = ownerOf('And now?');

function call(id: string, city = 'Bodø'): ToolCall {
  return { id, call: { $case: 'function', value: { name: 'tides', arguments: JSON.stringify({ city }) } } };
}

function thought(text: string): Message {
  const reasoningState = [
    { provider: 'edge', kind: 'thinking_block', data: Buffer.from(`signed: ${text}`) },
    { provider: 'other', kind: 'thought_signature', data: Buffer.from('not of this vendor') },
  ];
  return Message.create({ role: Role.ASSISTANT, reasoningContent: text, reasoningState });
}

/** A conversation whose assistant called these tools, in messages of their own. */
function conversation(
  turns: readonly (Partial<Message> & { toolCalls: ToolCall[] })[],
  more: Partial<CompletionTask> = {},
) {
  const messages = turns.flatMap((turn) => [
    asks('And now?'),
    Message.create({ role: Role.ASSISTANT, ...turn }),
    ...turn.toolCalls.map(({ id }) => Message.create({ role: Role.TOOL, toolCallId: id })),
  ]);
  return adapterTask({ messages }, more);
}

const assistants = ({ request }: CompletionTask) => request.messages.filter(({ role }) => role === Role.ASSISTANT);
const recalled = (task: CompletionTask) => assistants(task).map(({ reasoningContent }) => reasoningContent);

describe('reasoning memory', () => {
  it('fills in what was thought before each call, for its own organisation and provider, from any process', async () => {
    await memoryOf().store(owner, [call('a-1'), call('a-2')], thought('first'));
    await memoryOf().store(owner, [call('a-3')], thought('second'));
    const later = await connectBus({ url: nats.url, name: 'memory-spec-later' });
    try {
      const task = conversation([{ toolCalls: [call('a-1'), call('a-2')] }, { toolCalls: [call('a-3')] }]);
      const before = structuredClone(task);
      const filled = await recall(task, 'edge', memoryOf(later));
      expect(recalled(filled)).toEqual(['first', 'second']);
      expect(assistants(filled)[0]?.reasoningState).toEqual([
        { provider: 'edge', kind: 'thinking_block', data: Buffer.from('signed: first') },
      ]);
      // All else as it was, and the caller's task too.
      expect(task).toEqual(before);
      const bare = filled.request.messages.map((message) => ({
        ...message,
        reasoningContent: undefined,
        reasoningState: [],
      }));
      expect(bare).toEqual(task.request.messages.map((message) => ({ ...message, reasoningContent: undefined })));

      const stranger = { ...task, organizationId: 'org-stranger' };
      await expect(recall(stranger, 'edge', memoryOf(later))).resolves.toBe(stranger);
      await expect(recall(task, 'other', memoryOf(later))).resolves.toBe(task);
      await expect(recall(task, 'edge', memoryOf(later, 'another secret'))).resolves.toBe(task);
      await memoryOf().store({ ...owner, organizationId: '' }, [call('a-1')], thought('nobody’s'));
      const nobody = { ...task, organizationId: '' };
      await expect(recall(nobody, 'edge', memoryOf(later))).resolves.toBe(nobody);
    } finally {
      await later.close();
    }
  });

  it('tells calls with the same id apart by what they ask', async () => {
    const memory = memoryOf();
    await memory.store(owner, [call('tides:0', 'Bodø')], thought('about Bodø'));
    await memory.store(owner, [call('tides:0', 'Oslo')], thought('about Oslo'));
    const cities = ['Oslo', 'Bodø', 'Rome'];
    const task = conversation(cities.map((city) => ({ toolCalls: [call('tides:0', city)] })));
    expect(recalled(await recall(task, 'edge', memory))).toEqual(['about Oslo', 'about Bodø', undefined]);
  });

  it('tells the same call of two conversations apart by what was asked before it', async () => {
    const memory = memoryOf();
    await memory.store(ownerOf('Where is it cold?'), [call('cold:0')], thought('of the cold'));
    await memory.store(ownerOf('Where is it warm?'), [call('cold:0')], thought('of the warm'));
    const answered = Message.create({ role: Role.TOOL, toolCallId: 'cold:0' });
    const asked = (question: string) => [
      asks('Hello'),
      asks(question),
      Message.create({ role: Role.ASSISTANT, toolCalls: [call('cold:0')] }),
      answered,
    ];
    const of = async (question: string) =>
      recalled(await recall(adapterTask({ messages: asked(question) }), 'edge', memory));
    expect(await of('Where is it cold?')).toEqual(['of the cold']);
    expect(await of('Where is it warm?')).toEqual(['of the warm']);
    expect(await of('Where is it?')).toEqual([undefined]);
  });

  it('finds by a later call where the first is unknown', async () => {
    const memory = memoryOf();
    await memory.store(owner, [call('b-1'), call('b-2')], thought('both'));
    const task = conversation([{ toolCalls: [call('made up'), call('b-2')] }, { toolCalls: [call('made up too')] }]);
    expect(recalled(await recall(task, 'edge', memory))).toEqual(['both', undefined]);
  });

  it('leaves what the caller sent', async () => {
    const memory = memoryOf();
    await memory.store(owner, [call('c-1')], thought('stored'));
    const own = [{ provider: 'edge', kind: 'thinking_block', data: Buffer.from('own') }];
    const foreign = [{ provider: 'other', kind: 'thought_signature', data: Buffer.from('foreign') }];
    const task = conversation([
      { toolCalls: [call('c-1')], reasoningState: own },
      { toolCalls: [call('c-1')], reasoningContent: 'mine' },
      { toolCalls: [call('c-1')], reasoningState: foreign, reasoningContent: '' },
    ]);
    const [first, second, third] = assistants(await recall(task, 'edge', memory));
    expect([first?.reasoningContent, first?.reasoningState]).toEqual([undefined, own]);
    expect([second?.reasoningContent, second?.reasoningState.length]).toEqual(['mine', 1]);
    expect(third?.reasoningContent).toBe('stored');
    expect(third?.reasoningState.map(({ provider }) => provider)).toEqual(['other', 'edge']);
  });

  it('looks after the last 64 messages of a long conversation', async () => {
    const memory = memoryOf();
    const calls = Array.from({ length: 70 }, (_, index) => call(`d-${index}`));
    for (const each of calls) await memory.store(owner, [each], thought(each.id));
    const filled = await recall(conversation(calls.map((each) => ({ toolCalls: [each] }))), 'edge', memory);
    expect(recalled(filled)).toEqual(calls.map(({ id }, index) => (index < 6 ? undefined : id)));
  });

  it('costs nothing without tool calls', async () => {
    const store = {
      largestValue: 1,
      get: () => Promise.reject(new Error('asked')),
      put: () => Promise.reject(new Error()),
    };
    const troubles: unknown[] = [];
    const memory = new ReasoningMemory({ store, secret: 'x', onTrouble: (error) => troubles.push(error) });
    const task = conversation([{ toolCalls: [] }, { toolCalls: [], reasoningContent: 'mine' }]);
    await expect(recall(task, 'edge', memory)).resolves.toBe(task);
    expect(troubles).toEqual([]);
  });

  it('writes nothing readable to the disk, neither what was thought nor what was asked', async () => {
    await memoryOf().store(owner, [call('call-in-the-clear', 'Longyearbyen')], thought('the narwhal knows'));
    await connection.flush();
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const bytes = Buffer.concat(files.map((file) => readFileSync(path.join(file.parentPath, file.name))));
    expect(bytes.includes('KV.REASONING')).toBe(true);
    for (const secret of ['narwhal', 'Longyearbyen', 'call-in-the-clear', 'thinking_block', 'org-adapter']) {
      expect([secret, bytes.includes(secret)]).toEqual([secret, false]);
    }
  });

  it('recalls nothing where the store does not answer in time, and what did', async () => {
    const slow = call('slow');
    const memory = memoryOf();
    await memory.store(owner, [slow, call('quick')], thought('kept'));
    const real = new ReasoningStore({ connection });
    let asked = 0;
    const hanging = {
      largestValue: real.largestValue,
      put: real.put.bind(real),
      get: (key: string) => ((asked += 1) === 1 ? new Promise<undefined>(() => undefined) : real.get(key)),
    };
    const impatient = new ReasoningMemory({ store: hanging, secret: 'the shared secret', patienceMs: 200 });
    const task = conversation([{ toolCalls: [slow] }, { toolCalls: [call('quick')] }]);
    expect(recalled(await recall(task, 'edge', impatient))).toEqual([undefined, 'kept']);
  });
});

describe('reasoning memory without JetStream', () => {
  it('lets answers and requests go on, and says once why', async () => {
    const port = await freePort();
    const child = spawn(binary, ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const plain = await connectBus({ url: `nats://127.0.0.1:${port}`, name: 'memory-spec-plain' });
    try {
      const told: unknown[] = [];
      const troubles: unknown[] = [];
      const store = new ReasoningStore({ connection: plain, onUnavailable: (error) => told.push(error) });
      const memory = new ReasoningMemory({ store, secret: 'secret', onTrouble: (error) => troubles.push(error) });
      const startedAt = performance.now();
      for (let round = 0; round < 3; round += 1) {
        await memory.store(owner, [call('e-1')], thought('lost'));
        const task = conversation([{ toolCalls: [call('e-1')] }]);
        await expect(recall(task, 'edge', memory)).resolves.toBe(task);
      }
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(told).toHaveLength(1);
      expect(troubles).toHaveLength(6);
    } finally {
      await plain.close();
      child.kill();
      await exited;
    }
  });
});
