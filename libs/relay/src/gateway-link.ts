import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  type GatewayCommand,
  type StreamAction,
  type StreamCommand,
  type WorkerBatch,
  type WorkerHello,
} from '@belugapi/contracts';
import { TurnBatch } from './turn-batch.js';

/** The gateway's end of one worker's link: its presence, its commands, and which completions depend on it. */
export class GatewayLink {
  hello: WorkerHello | undefined;
  readonly streamIds = new Set<number>();
  private ended = false;
  private readonly commands = new TurnBatch<StreamCommand>((commands) => {
    if (!this.ended) this.call.write({ commands });
  });

  constructor(private readonly call: ServerDuplexStream<WorkerBatch, GatewayCommand>) {}

  send(streamId: number, action: StreamAction): void {
    this.commands.add({ streamId, action });
  }

  end(): void {
    this.commands.flush();
    this.ended = true;
    this.call.end();
  }
}
