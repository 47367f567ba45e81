import { randomInt } from 'node:crypto';
import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js';
import {
  type CompletionEvent,
  type CompletionRelayServer,
  CompletionRelayService,
  type CompletionRequest,
  type GatewayCommand,
  type RequestKey,
  StreamAction,
  type WorkerBatch,
  type WorkerHello,
} from '@belugapi/contracts';
import { channelOptions } from './channel-options.js';
import { GatewayCredentials, type GatewayRelayTls } from './gateway-credentials.js';
import { GatewayLink } from './gateway-link.js';
import { hasRelayToken } from './relay-token.js';

/** Who hears one attempt's events. */
export interface RelayListener {
  events(events: readonly CompletionEvent[]): void;
  /** Everything of this turn has been heard: the moment to write. */
  turnEnd(): void;
  /** The worker died, or never came; no event follows. */
  workerLost(): void;
}

/** One attempt at a completion, as the gateway holds it while a worker works on it. */
export interface RelayStream {
  readonly streamId: number;
  /** The worker that accepted. Its link has `attachTimeoutMs` to come up if it is not there yet. */
  acceptedBy(workerId: string): void;
  /** Tells its worker to stop, or all workers while it is not known which one has it. */
  cancel(): void;
  pause(): void;
  resume(): void;
  /** Its usage is durable; the worker may forget it. Ends the stream. */
  settled(): void;
  /** Stops listening; whatever still comes is answered with cancel. */
  close(): void;
}

export interface GatewayRelayOptions {
  readonly token: string;
  /** Default: plain text. */
  readonly tls?: GatewayRelayTls | undefined;
  readonly attachTimeoutMs?: number;
  /** Default: anywhere, so that frames for a gateway that was at this address before find no stream here. */
  readonly firstStreamId?: number;
  /** A worker came, changed what it says, or left. */
  readonly onPresence?: (hello: WorkerHello, present: boolean) => void;
}

interface OpenStream {
  readonly listener: RelayListener;
  readonly completionId: string;
  readonly body: CompletionRequest | undefined;
  link: GatewayLink | undefined;
  /** The worker that accepted while its link was not there yet. */
  awaited: string | undefined;
  attachTimer: NodeJS.Timeout | undefined;
}

const closeTimeoutMs = 1_000;
// Stream ids are uint32 on the wire.
const lastStreamId = 0xffff_fffe;

/** The gateway's end of the relay: every worker's link, and the completions that run over them. */
export class GatewayRelay {
  private readonly server = new Server(channelOptions);
  private readonly links = new Set<GatewayLink>();
  private readonly streams = new Map<number, OpenStream>();
  /** The one given last. */
  private streamId: number;

  constructor(private readonly options: GatewayRelayOptions) {
    this.streamId = (options.firstStreamId ?? randomInt(1, lastStreamId)) - 1;
    const service: CompletionRelayServer = {
      attach: (call) => this.attach(call),
      getRequest: (call, reply) => this.getRequest(call, reply),
    };
    this.server.addService(CompletionRelayService, service);
  }

  /** Binds `host:port` (port 0: any) and resolves with the port. Throws on files for TLS that are none. */
  async listen(host: string, port: number): Promise<number> {
    const { tls } = this.options;
    const credentials = tls ? new GatewayCredentials(tls) : ServerCredentials.createInsecure();
    const address = host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
    return new Promise((resolve, reject) => {
      this.server.bindAsync(address, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
    });
  }

  /** What the attached workers say of themselves. */
  workers(): WorkerHello[] {
    return [...this.links].flatMap(({ hello }) => (hello ? [hello] : []));
  }

  /** Opens a stream for one attempt. `body` is kept for the worker to fetch where the bus cannot carry it. */
  open(completionId: string, listener: RelayListener, body?: CompletionRequest): RelayStream {
    const streamId = this.freeStreamId();
    const stream: OpenStream = {
      listener,
      completionId,
      body,
      link: undefined,
      awaited: undefined,
      attachTimer: undefined,
    };
    this.streams.set(streamId, stream);
    const tell = (action: StreamAction) => stream.link?.send(streamId, action);
    return {
      streamId,
      acceptedBy: (workerId) => this.acceptedBy(streamId, stream, workerId),
      cancel: () => this.cancel(streamId, stream),
      pause: () => tell(StreamAction.PAUSE),
      resume: () => tell(StreamAction.RESUME),
      settled: () => {
        tell(StreamAction.SETTLED);
        this.forget(streamId);
      },
      close: () => this.forget(streamId),
    };
  }

  /** Ends every link; workers settle what they had. Resolves once all have heard it, or after a second. */
  async close(): Promise<void> {
    for (const link of this.links) link.end();
    const closed = Promise.withResolvers<void>();
    const overdue = setTimeout(() => {
      this.server.forceShutdown();
      closed.resolve();
    }, closeTimeoutMs);
    this.server.tryShutdown(() => closed.resolve());
    await closed.promise;
    clearTimeout(overdue);
  }

  private freeStreamId(): number {
    do this.streamId = this.streamId >= lastStreamId ? 1 : this.streamId + 1;
    while (this.streams.has(this.streamId));
    return this.streamId;
  }

  private acceptedBy(streamId: number, stream: OpenStream, workerId: string): void {
    if (stream.link) return;
    // A worker that came back may have a link that is dead and not yet known to be.
    const link = [...this.links].findLast(({ hello }) => hello?.workerId === workerId);
    // Closed while the worker was being asked: it would work for nobody until its first frame.
    if (this.streams.get(streamId) !== stream) return link?.send(streamId, StreamAction.CANCEL);
    if (link) return this.bind(streamId, stream, link);
    stream.awaited = workerId;
    stream.attachTimer = setTimeout(() => {
      this.forget(streamId);
      stream.listener.workerLost();
    }, this.options.attachTimeoutMs ?? 5_000);
  }

  // Without a reply and an event it is not known whose it is; ids are this gateway's own, and who has not got it ignores it.
  private cancel(streamId: number, { link }: OpenStream): void {
    for (const holder of link ? [link] : this.links) holder.send(streamId, StreamAction.CANCEL);
  }

  private bind(streamId: number, stream: OpenStream, link: GatewayLink): void {
    clearTimeout(stream.attachTimer);
    stream.awaited = undefined;
    stream.link = link;
    link.streamIds.add(streamId);
  }

  private forget(streamId: number): void {
    const stream = this.streams.get(streamId);
    if (!stream) return;
    clearTimeout(stream.attachTimer);
    stream.link?.streamIds.delete(streamId);
    this.streams.delete(streamId);
  }

  private attach(call: ServerDuplexStream<WorkerBatch, GatewayCommand>): void {
    if (!hasRelayToken(call.metadata, this.options.token)) {
      call.emit('error', { code: status.UNAUTHENTICATED, details: 'wrong relay token' });
      return;
    }
    const link = new GatewayLink(call);
    this.links.add(link);
    call.on('data', (batch: WorkerBatch) => this.receive(link, batch));
    const leave = () => {
      if (!this.links.delete(link)) return;
      if (link.hello) this.options.onPresence?.(link.hello, false);
      for (const streamId of link.streamIds) {
        const stream = this.streams.get(streamId);
        this.streams.delete(streamId);
        stream?.listener.workerLost();
      }
      link.end();
    };
    call.on('end', leave);
    call.on('cancelled', leave);
    call.on('error', leave);
  }

  private receive(link: GatewayLink, { hello, frames }: WorkerBatch): void {
    if (hello) {
      link.hello = hello;
      for (const [streamId, stream] of this.streams) {
        if (stream.awaited === hello.workerId) this.bind(streamId, stream, link);
      }
      this.options.onPresence?.(hello, true);
    }
    const heard = new Set<RelayListener>();
    for (const { streamId, events } of frames) {
      const stream = this.streams.get(streamId);
      if (!stream || (stream.link && stream.link !== link)) {
        link.send(streamId, StreamAction.CANCEL);
        continue;
      }
      if (!stream.link) this.bind(streamId, stream, link);
      stream.listener.events(events);
      heard.add(stream.listener);
    }
    for (const listener of heard) listener.turnEnd();
  }

  private getRequest(
    call: ServerUnaryCall<RequestKey, CompletionRequest>,
    reply: sendUnaryData<CompletionRequest>,
  ): void {
    if (!hasRelayToken(call.metadata, this.options.token)) {
      reply({ code: status.UNAUTHENTICATED, details: 'wrong relay token' });
      return;
    }
    const { streamId, completionId } = call.request;
    const stream = this.streams.get(streamId);
    if (stream?.body && stream.completionId === completionId) reply(null, stream.body);
    else reply({ code: status.NOT_FOUND, details: `no request is kept for ${completionId}` });
  }
}
