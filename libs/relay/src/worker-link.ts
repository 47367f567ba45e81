import { once } from 'node:events';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import {
  type CompletionEvent,
  type CompletionFrame,
  type CompletionRelayClient,
  type CompletionRequest,
  type GatewayCommand,
  StreamAction,
  type WorkerBatch,
  type WorkerHello,
} from '@belugapi/contracts';
import { relayMetadata } from './relay-token.js';
import { TurnBatch } from './turn-batch.js';

/** What the gateway can tell one completion on a worker. */
export interface LinkedCompletion {
  cancel(): void;
  pause(): void;
  resume(): void;
  settled(): void;
  /** The gateway is gone: nobody hears the answer any more. */
  linkLost(): void;
}

const fetchTimeoutMs = 30_000;

/** The worker's end of the one gRPC stream to one gateway process. */
export class WorkerLink {
  private readonly completions = new Map<number, LinkedCompletion>();
  private readonly call: ClientDuplexStream<WorkerBatch, GatewayCommand>;
  private readonly frames = new TurnBatch<CompletionFrame>((frames) => this.write({ frames }));
  private congested = false;
  private ended = false;

  constructor(
    private readonly client: CompletionRelayClient,
    private readonly token: string,
    hello: WorkerHello,
    onEnd: (reason: string) => void,
  ) {
    this.call = client.attach(relayMetadata(token));
    this.call.on('data', (command: GatewayCommand) => this.obey(command));
    this.call.on('drain', () => (this.congested = false));
    const end = (reason: string) => {
      if (this.ended) return;
      this.ended = true;
      // Whoever waits for the link to drain must not wait for ever.
      this.call.emit('drain');
      const lost = [...this.completions.values()];
      this.completions.clear();
      for (const completion of lost) completion.linkLost();
      client.close();
      onEnd(reason);
    };
    this.call.on('error', (error: Error) => end(error.message));
    this.call.on('end', () => end('the gateway closed the link'));
    this.hello(hello);
  }

  get open(): boolean {
    return !this.ended;
  }

  hello(hello: WorkerHello): void {
    this.write({ hello, frames: [] });
  }

  attach(streamId: number, completion: LinkedCompletion): void {
    // In a turn of its own, since the completion may still be in its constructor.
    if (this.ended) setImmediate(() => completion.linkLost());
    else this.completions.set(streamId, completion);
  }

  detach(streamId: number): void {
    this.completions.delete(streamId);
  }

  /** Sends an event; those of one turn leave together, and those of one completion in a row share a frame. */
  send(streamId: number, event: CompletionEvent): void {
    const last = this.frames.last;
    if (last?.streamId === streamId) last.events.push(event);
    else this.frames.add({ streamId, events: [event] });
  }

  /** Resolves when the link takes more; undefined while it does. */
  drained(): Promise<unknown> | undefined {
    return this.congested && !this.ended ? once(this.call, 'drain') : undefined;
  }

  /** Fetches a request that was too large for the bus. Rejects with gRPC's status error. */
  fetchRequest(streamId: number, completionId: string): Promise<CompletionRequest> {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + fetchTimeoutMs;
      this.client.getRequest({ streamId, completionId }, relayMetadata(this.token), { deadline }, (error, request) => {
        if (error) reject(error);
        else resolve(request);
      });
    });
  }

  close(): void {
    this.frames.flush();
    this.call.end();
  }

  private write(batch: WorkerBatch): void {
    if (this.ended) return;
    if (!this.call.write(batch)) this.congested = true;
  }

  private obey({ commands }: GatewayCommand): void {
    for (const { streamId, action } of commands) {
      const completion = this.completions.get(streamId);
      if (!completion) continue;
      switch (action) {
        case StreamAction.CANCEL:
          completion.cancel();
          break;
        case StreamAction.PAUSE:
          completion.pause();
          break;
        case StreamAction.RESUME:
          completion.resume();
          break;
        case StreamAction.SETTLED:
          completion.settled();
          break;
        case StreamAction.UNSPECIFIED:
          break;
      }
    }
  }
}
