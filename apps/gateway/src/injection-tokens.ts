/** The service's NATS connection, in Nest's container. */
export const natsConnection = Symbol('NatsConnection');
