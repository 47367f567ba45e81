import { type ConsumerDeserializer, ServerNats, type Serializer } from '@nestjs/microservices';
import { headers, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import { errorHeader } from './bus-request.js';
import type { RequestDefinition } from './request-definition.js';

export interface NatsProtobufServerOptions {
  /** The service's own connection; whoever made it closes it. */
  readonly connection: NatsConnection;
  /** Replicas of one queue share the requests. */
  readonly queue: string;
  readonly definitions: readonly RequestDefinition<unknown, unknown>[];
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
  private readonly open: Subscription[] = [];

  constructor({ connection, queue, definitions }: NatsProtobufServerOptions) {
    const codecs = new Map(definitions.map((definition) => [definition.subject, definition]));
    super({ queue, serializer: replySerializer(codecs), deserializer: requestDeserializer(codecs) });
    this.connection = connection;
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
    await Promise.all(this.open.splice(0).map((subscription) => subscription.drain()));
  }

  // The connection's own status is the service's to log.
  override async handleStatusUpdates(): Promise<void> {}
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
      return { pattern: subject, id: subject, data: codecFor(codecs, subject).request.decode(message.data) };
    },
  };
}

function replySerializer(codecs: Codecs): Serializer<OutgoingReply> {
  return {
    serialize: (reply) => {
      if (reply.response !== undefined) {
        return { data: codecFor(codecs, reply.id).response.encode(reply.response).finish() };
      }
      const reasons = headers();
      reasons.set(errorHeader, describeError(reply.err));
      return { data: new Uint8Array(), headers: reasons };
    },
  };
}

// Header values are one line; a handler's message may hold anything.
function describeError(error: unknown): string {
  const text = error instanceof Error ? error.message : typeof error === 'string' ? error : 'handler failed';
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 500) || 'handler failed';
}
