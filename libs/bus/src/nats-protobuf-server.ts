import {
  type ConsumerDeserializer,
  type MessageHandler,
  type NatsContext,
  ServerNats,
  type Serializer,
} from '@nestjs/microservices';
import { headers, type Msg, type MsgHdrs, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import type { TraceContext } from '@belugapi/contracts';
import { errorHeader } from './bus-request.js';
import type { RequestDefinition } from './request-definition.js';
import { readTraceHeaders } from './trace-headers.js';

export interface NatsProtobufServerOptions {
  /** The service's own connection; whoever made it closes it. */
  readonly connection: NatsConnection;
  /** Replicas of one queue share the requests. */
  readonly queue: string;
  readonly definitions: readonly RequestDefinition<unknown, unknown>[];
  /** Hears of each request that is part of a trace; what it returns is called with the answer, and told whether it failed. */
  readonly observe?: ((subject: string, trace: TraceContext) => (failed: boolean) => void) | undefined;
}

interface OutgoingReply {
  readonly id: string;
  readonly response?: unknown;
  readonly err?: unknown;
}

/**
 * Nest's NATS transport with protobuf payloads: a handler marked `@MessagePattern(definition.subject)` gets the decoded
 * request and returns the response message. An error that it throws reaches the caller as a BusRequestError `remote`.
 */
export class NatsProtobufServer extends ServerNats {
  private readonly connection: NatsConnection;
  private readonly observe: NatsProtobufServerOptions['observe'];
  private readonly open: Subscription[] = [];
  private readonly inHand = new Set<Promise<void>>();

  constructor({ connection, queue, definitions, observe }: NatsProtobufServerOptions) {
    const codecs = new Map(definitions.map((definition) => [definition.subject, definition]));
    super({ queue, serializer: replySerializer(codecs), deserializer: requestDeserializer(codecs) });
    this.connection = connection;
    this.observe = observe;
  }

  override createNatsClient(): Promise<NatsConnection> {
    return Promise.resolve(this.connection);
  }

  override bindEvents(connection: NatsConnection): void {
    const subscribe: NatsConnection['subscribe'] = (subject, options) => {
      const subscription = connection.subscribe(subject, options);
      this.open.push(subscription);
      return subscription;
    };
    super.bindEvents({ subscribe } as NatsConnection);
  }

  /** Takes no more requests and answers those in hand. */
  override async close(): Promise<void> {
    const open = this.open.splice(0);
    if (this.connection.isClosed()) return;
    await Promise.all(open.map((subscription) => subscription.drain()));
    await Promise.all(this.inHand);
    // Nest replies on the turn's end; what it has written by then the server has once it answers.
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.connection.isClosed()) await this.connection.flush();
  }

  // Nest's own tries to parse every subject as JSON first.
  override getHandlerByPattern(pattern: string): MessageHandler | null {
    return this.messageHandlers.get(pattern) ?? null;
  }

  override getPublisher(message: Msg, id: string, context: NatsContext): (reply: OutgoingReply) => void {
    const publish = super.getPublisher(message, id, context);
    const trace = this.observe && readTraceHeaders(message.headers);
    const answered = trace && this.observe?.(message.subject, trace);
    return (reply) => {
      let failed = true;
      try {
        publish(reply);
        // What is written to a closed connection is lost without a word.
        failed = reply.response === undefined || this.connection.isClosed();
      } catch (error) {
        this.refuse(message, error);
      } finally {
        answered?.(failed);
      }
    };
  }

  override async handleMessage(channel: string, message: Msg): Promise<void> {
    const handled = super
      .handleMessage(channel, message)
      .then(() => undefined)
      .catch((error: unknown) => this.refuse(message, error));
    this.inHand.add(handled);
    await handled;
    this.inHand.delete(handled);
  }

  // What cannot be read or answered would leave the caller waiting for its timeout.
  private refuse(message: Msg, error: unknown): void {
    const cause = error instanceof Error && error.cause !== undefined ? ` (${describeError(error.cause)})` : '';
    this.logger.error(`${message.subject}: ${describeError(error)}${cause}`);
    if (!message.reply) return;
    try {
      message.respond(new Uint8Array(), { headers: errorHeaders(error) });
    } catch {
      // Without a connection there is nobody to tell.
    }
  }

  // The connection's own status is the service's to log.
  override handleStatusUpdates(): Promise<void> {
    return Promise.resolve();
  }
}

type Codecs = ReadonlyMap<string, RequestDefinition<unknown, unknown>>;

function codecFor(codecs: Codecs, subject: string): RequestDefinition<unknown, unknown> {
  const codec = codecs.get(subject);
  if (!codec) throw new Error(`no request is defined for ${subject}`);
  return codec;
}

// Nest gives the serializer only the packet, so the subject travels as the packet's id.
function requestDeserializer(codecs: Codecs): ConsumerDeserializer {
  return {
    deserialize: (message: Msg, options?: { channel: string }) => {
      const subject = options?.channel ?? message.subject;
      return { pattern: subject, id: subject, data: decodeRequest(codecFor(codecs, subject), message.data) };
    },
  };
}

function replySerializer(codecs: Codecs): Serializer<OutgoingReply> {
  return {
    serialize: (reply) => {
      if (reply.response === undefined) return { data: new Uint8Array(), headers: errorHeaders(reply.err) };
      try {
        return { data: codecFor(codecs, reply.id).response.encode(reply.response).finish() };
      } catch (error) {
        throw new Error('the answer cannot be written', { cause: error });
      }
    },
  };
}

function decodeRequest(codec: RequestDefinition<unknown, unknown>, data: Uint8Array): unknown {
  try {
    return codec.request.decode(data);
  } catch {
    throw new Error('the request cannot be read');
  }
}

function errorHeaders(error: unknown): MsgHdrs {
  const reasons = headers();
  reasons.set(errorHeader, describeError(error));
  return reasons;
}

// Header values are one line; a handler's message may hold anything.
function describeError(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  const text = typeof message === 'string' ? message : 'handler failed';
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 500) || 'handler failed';
}
