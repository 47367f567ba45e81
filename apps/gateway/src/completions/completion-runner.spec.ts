import { Readable } from 'node:stream';
import type { UsagePublisher } from '@belugapi/bus';
import { estimatePrompt } from '@belugapi/completion';
import { CompletionRequest, type UsageEvent } from '@belugapi/contracts';
import { modelRows } from '@belugapi/model-catalog';
import type { GatewayRelay, RelayListener } from '@belugapi/relay';
import type { NatsConnection } from '@nats-io/transport-node';
import type { CallerConnection } from '../answer/caller-connection.js';
import type { EventEncoder } from '../answer/event-encoder.js';
import { StreamedAnswer } from '../answer/streamed-answer.js';
import type { MoneyAdmission } from '../money/money-admission.js';
import type { Completion } from './completion.js';
import { CompletionRunner } from './completion-runner.js';

const [row] = modelRows;
const request = CompletionRequest.create({ stream: true });
const nothing = () => undefined;

/** Callers of a gateway whose openings become durable when the spec says so, and whose workers do nothing by themselves. */
class Callers {
  readonly settled = new Map<string, number | undefined>();
  readonly answers: StreamedAnswer[] = [];
  private readonly listeners: RelayListener[] = [];
  private readonly leaving: (() => void)[] = [];
  private readonly openings: (() => void)[] = [];
  private readonly runner: CompletionRunner;

  constructor() {
    const publish = ({ completionId, event }: UsageEvent, onSent?: () => void) => {
      onSent?.();
      if (event?.$case === 'opened') return new Promise<void>((resolve) => this.openings.push(resolve));
      if (event?.$case === 'settled') this.settled.set(completionId, event.value.deliveredOutput);
      return Promise.resolve();
    };
    const stream = { streamId: 1, cancel: nothing, close: nothing, settled: nothing };
    const open = (_id: string, listener: RelayListener) => {
      this.listeners.push(listener);
      return stream;
    };
    this.runner = new CompletionRunner({
      connection: {
        request: () => new Promise(nothing),
        status: () => Readable.from([]),
      } as unknown as NatsConnection,
      relay: { open } as unknown as GatewayRelay,
      publisher: { publish } as unknown as UsagePublisher,
      address: { gatewayId: 'gateway', relayAddress: '' },
      settleTimeoutMs: 60_000,
    });
  }

  async ask(id: string): Promise<void> {
    const connection = { onGone: (leave: () => void) => this.leaving.push(leave), onPressure: nothing };
    const caller = { ...connection, writeHead: nothing, write: nothing } as unknown as CallerConnection;
    const encoder = { encode: () => 'data: {}\n\n' } as unknown as EventEncoder;
    const answer = new StreamedAnswer({
      connection: caller,
      encoder,
      headers: () => ({}),
      requestId: id,
      keepAliveMs: 60_000,
    });
    this.answers.push(answer);
    await this.runner.run({
      completion: {
        id,
        request,
        served: row,
        asked: row,
        wire: row?.wire,
        prompt: estimatePrompt(request),
        principal: { keyId: 'key', organizationId: 'organization' },
        dropped: [],
        emulated: [],
        deadline: Date.now() + 60_000,
        large: false,
      } as unknown as Completion,
      caller,
      answer,
      money: { spend: nothing } as unknown as MoneyAdmission,
      onAttempt: nothing,
    });
    answer.abandon();
  }

  hear(text: string): void {
    const said = { event: { $case: 'text' as const, value: { choice: 0, text, logprobs: [] } } };
    for (const listener of this.listeners) listener.events([said]);
  }

  leave(): void {
    for (const leave of this.leaving) leave();
  }

  open(): void {
    for (const opened of this.openings) opened();
  }
}

it('a caller who leaves before the opening is durable has got nothing, however late that is counted', async () => {
  const callers = new Callers();
  const ids = Array.from({ length: 20 }, (_, index) => `chatcmpl-${index}`);
  const asked = Promise.all(ids.map((id) => callers.ask(id)));
  callers.hear('What nobody has seen. '.repeat(500));
  callers.leave();
  callers.open();
  await asked;
  expect(callers.settled).toEqual(new Map(ids.map((id) => [id, 0])));
  expect(callers.answers.filter(({ committed }) => committed)).toEqual([]);
});
