import type { NatsConnection } from '@nats-io/transport-node';
import { Signal } from './signal.js';

const links = new WeakMap<NatsConnection, BusLink>();

/** The one link of a connection; it takes it for up when it meets it first. */
export function linkOf(connection: NatsConnection): BusLink {
  let link = links.get(connection);
  if (!link) {
    link = new BusLink(connection);
    links.set(connection, link);
  }
  return link;
}

/** Whether a connection has a server at the moment. What is sent while it has none is kept by the client, and arrives whenever it has. */
class BusLink {
  private isUp = true;
  private readonly changed = new Signal();

  constructor(connection: NatsConnection) {
    void this.watch(connection);
  }

  get up(): boolean {
    return this.isUp;
  }

  /** Resolves when there is a server, or with false after `timeoutMs` without one. */
  async waitUntilUp(timeoutMs: number): Promise<boolean> {
    if (!this.isUp) await this.changed.wait(timeoutMs);
    return this.isUp;
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.isUp = false;
      else if (type === 'reconnect') {
        this.isUp = true;
        this.changed.raise();
      }
    }
    // Closed for good: a request on it fails by itself, and nobody is to wait for it.
    this.isUp = true;
    this.changed.raise();
  }
}
