import type { ClientDuplexStream } from '@grpc/grpc-js';
import {
  type CompletionEvent,
  type CompletionFrame,
  type CompletionRelayClient,
  CompletionRelayService,
  type CompletionRequest,
  type GatewayCommand,
  StreamAction,
  type WorkerHello,
} from '@belugapi/contracts';
import { encodeBatch, encodeFrames } from './encode-frames.js';
import { relayMetadata } from './relay-token.js';
import { TurnBatch } from './turn-batch.js';

/** What the gateway can tell one completion on a worker. */
export interface LinkedCompletion {
  cancel(): void;
  pause(): void;
  resume(): void;
  settled(): void;
  /** Something it sent cannot be carried; neither that event nor any after it has left. It may still send a failure. */
  unsendable(error: unknown): void;
  /** The gateway is gone: nobody hears the answer any more. */
  linkLost(): void;
}

/** Why a link was lost whose gateway ended in order. */
export const closedByGateway = 'the gateway closed the link';

const fetchTimeoutMs = 30_000;

const highWaterBytes = 256 * 1024;
const lowWaterBytes = 64 * 1024;
// Tags, lengths and numbers of an event and its frame.
const eventOverheadBytes = 16;
const mostCalledOff = 1_024;

/** The worker's end of the one gRPC stream to one gateway process. */
export class WorkerLink {
  private readonly completions = new Map<number, LinkedCompletion>();
  private readonly call: ClientDuplexStream<Buffer, GatewayCommand>;
  private readonly frames = new TurnBatch<CompletionFrame>((frames) => this.deliver(frames));
  // Roughly the bytes of all events that gRPC has not passed on yet, and of those among them that wait for the turn's end.
  private backlog = 0;
  private unflushed = 0;
  private room: PromiseWithResolvers<void> | undefined;
  // Called off before they came, newest last: their dispatches may still arrive.
  private readonly calledOff = new Set<number>();
  private ended = false;

  constructor(
    private readonly client: CompletionRelayClient,
    private readonly token: string,
    hello: WorkerHello,
    onEnd: (reason: string) => void,
  ) {
    // Messages are encoded before they are handed over: one that gRPC cannot encode would end the link for all.
    const { path, responseDeserialize } = CompletionRelayService.attach;
    this.call = client.makeBidiStreamRequest(path, asItIs, responseDeserialize, relayMetadata(token));
    this.call.on('data', (command: GatewayCommand) => this.obey(command));
    const end = (reason: string) => {
      if (this.ended) return;
      this.ended = true;
      // Whoever waits for the link to drain must not wait for ever.
      this.room?.resolve();
      const lost = [...this.completions.values()];
      this.completions.clear();
      for (const completion of lost) completion.linkLost();
      client.close();
      onEnd(reason);
    };
    this.call.on('error', (error: Error) => end(error.message));
    this.call.on('end', () => end(closedByGateway));
    this.hello(hello);
  }

  get open(): boolean {
    return !this.ended;
  }

  hello(hello: WorkerHello): void {
    if (!this.ended) this.call.write(encodeBatch({ hello, frames: [] }));
  }

  attach(streamId: number, completion: LinkedCompletion): void {
    // In a turn of its own, since the completion may still be in its constructor.
    if (this.ended) setImmediate(() => completion.linkLost());
    else if (this.calledOff.delete(streamId)) setImmediate(() => completion.cancel());
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
    const weight = weigh(event);
    this.unflushed += weight;
    this.backlog += weight;
  }

  /** Resolves when the link takes more; undefined while it does. Who sends on regardless fills the memory. */
  drained(): Promise<void> | undefined {
    if (this.backlog < highWaterBytes || this.ended) return undefined;
    this.room ??= Promise.withResolvers();
    return this.room.promise;
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

  private deliver(frames: CompletionFrame[]): void {
    if (this.ended) return;
    const weight = this.unflushed;
    this.unflushed = 0;
    const { messages, unsendable } = encodeFrames(frames);
    const last = messages.length - 1;
    // The callback comes once HTTP/2's flow control has let the message through; write()'s own answer counts messages, and
    // one of ours may be a megabyte.
    for (const [index, message] of messages.entries()) {
      this.call.write(message, index < last ? undefined : () => this.passedOn(weight));
    }
    if (last < 0) this.passedOn(weight);
    for (const [streamId, error] of unsendable) this.completions.get(streamId)?.unsendable(error);
  }

  private passedOn(weight: number): void {
    this.backlog -= weight;
    if (this.backlog > lowWaterBytes) return;
    this.room?.resolve();
    this.room = undefined;
  }

  // A gateway whose dispatch got no reply says so to all workers, and one of them may get the dispatch later than that.
  private callOff(streamId: number): void {
    this.calledOff.add(streamId);
    if (this.calledOff.size <= mostCalledOff) return;
    const [oldest] = this.calledOff;
    if (oldest !== undefined) this.calledOff.delete(oldest);
  }

  private obey({ commands }: GatewayCommand): void {
    for (const { streamId, action } of commands) {
      const completion = this.completions.get(streamId);
      if (!completion) {
        if (action === StreamAction.CANCEL) this.callOff(streamId);
        continue;
      }
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

function asItIs(message: Buffer): Buffer {
  return message;
}

function weigh({ event }: CompletionEvent): number {
  switch (event?.$case) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return event.value.text.length + eventOverheadBytes;
    case 'toolCallArguments':
      return event.value.delta.length + eventOverheadBytes;
    case 'audio':
      return event.value.data.length + eventOverheadBytes;
    case 'reasoningState':
      return event.value.data.length + eventOverheadBytes;
    case 'started':
    case 'toolCallStarted':
    case 'annotation':
    case 'choiceFinished':
    case 'usage':
    case 'completed':
    case 'failed':
    case undefined:
      return eventOverheadBytes;
  }
}
