import { subjects } from '@belugapi/bus';
import { type GatewayAddress, GatewayAnnouncement } from '@belugapi/contracts';
import type { NatsConnection } from '@nats-io/transport-node';

const everyMs = 2_000;

/** Tells workers where this gateway's relay is: at once, every two seconds, and whenever a worker starts. Returns the stop. */
export function announceGateway(connection: NatsConnection, gateway: GatewayAddress): () => void {
  const message = GatewayAnnouncement.encode({ gateway }).finish();
  const announce = () => {
    if (!connection.isClosed()) connection.publish(subjects.gatewayAnnounce, message);
  };
  const started = connection.subscribe(subjects.workerStarted, { callback: announce });
  const timer = setInterval(announce, everyMs);
  announce();
  return () => {
    clearInterval(timer);
    started.unsubscribe();
  };
}
