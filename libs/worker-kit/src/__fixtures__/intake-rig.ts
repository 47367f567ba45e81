import {
  type CompletionEvent,
  CompletionRequest,
  type DispatchCompletion,
  type DispatchReply,
  type GatewayAddress,
  Role,
  type TraceContext,
  type UsageEvent,
} from '@belugapi/contracts';
import { createCatalog } from '@belugapi/model-catalog';
import { GatewayRelay, type RelayStream, WorkerRelay } from '@belugapi/relay';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { CompletionIntake } from '../completion-intake.js';
import { observeCalls } from '../observe-calls.js';
import { RecordingTracing } from './recording-tracing.js';
import { type ScriptedAnswer, ScriptedSource } from './scripted-source.js';

const token = 'token-of-this-spec';

/** What the gateway's end of one completion knows. */
export interface GatewayEnd {
  readonly stream: RelayStream;
  readonly events: CompletionEvent[];
  /** The names of `events`. */
  names(): (string | undefined)[];
}

/** Polls until a condition holds; throws when it does not within four seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const patience = Date.now() + 4_000;
  while (!condition()) {
    if (Date.now() > patience) throw new Error(`in vain: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export function request(prompt = 'sing'): CompletionRequest {
  return CompletionRequest.create({
    model: 'asked',
    stream: true,
    messages: [{ role: Role.USER, content: [{ part: { $case: 'text', value: { text: prompt } } }] }],
  });
}

/** A worker's intake and a gateway, joined by the real relay over the loopback. */
export class IntakeRig {
  readonly source = new ScriptedSource();
  readonly settlements: UsageEvent[] = [];
  onSettle: () => void = () => undefined;
  readonly errors: unknown[] = [];
  readonly registry = new Registry();
  readonly tracing = new RecordingTracing();
  /** What was logged of calls to the vendor. */
  readonly lines: Record<string, unknown>[] = [];
  readonly intake: CompletionIntake;
  readonly gateway = new GatewayRelay({ token });
  private readonly worker: WorkerRelay;
  private readonly logger = pino(
    { level: 'debug' },
    { write: (line) => this.lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  private address: GatewayAddress = { gatewayId: 'gateway', relayAddress: '' };

  constructor(settleTimeoutMs?: number) {
    this.intake = new CompletionIntake({
      workerId: 'worker',
      source: this.source,
      catalog: createCatalog(),
      settle: (event) => {
        this.settlements.push(event);
        this.onSettle();
      },
      onError: (error) => this.errors.push(error),
      tracing: this.tracing,
      onCall: observeCalls('edge', this.registry, this.logger),
      ...(settleTimeoutMs !== undefined && { settleTimeoutMs }),
    });
    this.worker = new WorkerRelay({ token, hello: () => this.intake.hello('spec') });
  }

  async start(): Promise<this> {
    const port = await this.gateway.listen('127.0.0.1', 0);
    this.address = { gatewayId: 'gateway', relayAddress: `127.0.0.1:${port}` };
    this.worker.link(this.address);
    await until(() => this.gateway.workers().length === 1);
    return this;
  }

  /** Opens a stream at the gateway and hands the dispatch to the worker, as the bus would. */
  dispatch(
    more: Partial<DispatchCompletion> = {},
    body?: CompletionRequest,
    trace?: TraceContext,
  ): GatewayEnd & { readonly reply: DispatchReply } {
    const events: CompletionEvent[] = [];
    const listener = {
      events: (heard: readonly CompletionEvent[]) => void events.push(...heard),
      turnEnd: () => undefined,
      workerLost: () => undefined,
    };
    const stream = this.gateway.open('chatcmpl-1', listener, body);
    const reply = this.intake.accept(
      {
        completionId: 'chatcmpl-1',
        attempt: 1,
        deadlineUnixMs: Date.now() + 60_000,
        gateway: this.address,
        streamId: stream.streamId,
        principal: { keyId: 'key', organizationId: 'organization' },
        route: {
          servedModel: 'ready',
          upstreamModel: 'ready',
          wire: 'chat',
          emulatedParameters: [],
        },
        body: { $case: 'request', value: request() },
        priceVersion: 'prices-1',
        ...more,
      },
      this.worker,
      trace,
    );
    if (reply.reply?.$case === 'accepted') stream.acceptedBy('worker');
    return { stream, events, reply, names: () => events.map(({ event }) => event?.$case) };
  }

  /** The next answer that the source is asked for, beyond the first `before`. */
  async answer(before = 0): Promise<ScriptedAnswer> {
    await until(() => this.source.answers.length > before);
    return this.source.answers[before] as ScriptedAnswer;
  }

  async close(): Promise<void> {
    this.worker.close();
    await this.gateway.close();
  }
}
