import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  type GatewayCommand,
  StreamAction,
  type StreamCommand,
  type WorkerBatch,
  type WorkerHello,
} from '@belugapi/contracts';
import { TurnBatch } from './turn-batch.js';

// Measured: a message of its own for each settlement costs both ends together 50 µs of CPU per request.
const settledDelayMs = 20;

/** The gateway's end of one worker's link: its presence, its commands, and which completions depend on it. */
export class GatewayLink {
  hello: WorkerHello | undefined;
  readonly streamIds = new Set<number>();
  private ended = false;
  private readonly settled: number[] = [];
  private settledTimer: NodeJS.Timeout | undefined;
  private readonly commands = new TurnBatch<StreamCommand>((commands) => {
    if (!this.ended) this.call.write({ commands });
  });

  constructor(private readonly call: ServerDuplexStream<WorkerBatch, GatewayCommand>) {}

  /** Sends a command at the turn's end; `settled` frees memory only, so it may wait for company. */
  send(streamId: number, action: StreamAction): void {
    if (action !== StreamAction.SETTLED) return this.commands.add({ streamId, action });
    this.settled.push(streamId);
    this.settledTimer ??= setTimeout(this.sendSettled, settledDelayMs);
  }

  end(): void {
    this.sendSettled();
    this.commands.flush();
    this.ended = true;
    this.call.end();
  }

  private readonly sendSettled = () => {
    clearTimeout(this.settledTimer);
    this.settledTimer = undefined;
    for (const streamId of this.settled.splice(0)) this.commands.add({ streamId, action: StreamAction.SETTLED });
  };
}
