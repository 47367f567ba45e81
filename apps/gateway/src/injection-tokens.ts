/** The service's NATS connection, in Nest's container. */
export const natsConnection = Symbol('NatsConnection');

/** SHA-256 of the operator's admin key; undefined where there is none, and then only keys with the scope `admin` administer. */
export const adminKeyDigest = Symbol('AdminKeyDigest');
