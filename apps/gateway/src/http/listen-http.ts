import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { GatewayConfig } from '../gateway-config.js';

export interface HttpDoor {
  readonly url: string;
  /** The port that only this replica listens on, where several share the other. */
  readonly ownUrl: string | undefined;
  /** Takes no more connections; resolves when every answer in hand is out. */
  close(): Promise<void>;
}

/** Opens the gateway's HTTP ports: the shared one, and with BELUGA_REUSE_PORT one of its own. */
export async function listenHttp(
  app: NestFastifyApplication,
  { HOST: host, PORT: port, BELUGA_REUSE_PORT: reusePort, GATEWAY_OWN_PORT: ownPort }: GatewayConfig,
): Promise<HttpDoor> {
  // Fastify's own listen knows no reusePort.
  const shared: Server = app.getHttpServer();
  const url = await listen(shared, { host, port, reusePort });
  if (!reusePort) return { url, ownUrl: undefined, close: () => close(shared) };

  const own = createServer((request, response) => shared.emit('request', request, response));
  const ownUrl = await listen(own, { host, port: ownPort, reusePort: false });
  return { url, ownUrl, close: async () => void (await Promise.all([close(shared), close(own)])) };
}

function listen(server: Server, options: { host: string; port: number; reusePort: boolean }): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      const { port } = server.address() as AddressInfo;
      const host = options.host === '0.0.0.0' ? '127.0.0.1' : options.host;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    });
  });
}

const idleCheckMs = 50;

async function close(server: Server): Promise<void> {
  // A connection that turns idle after its last answer would hold the server open for its keep-alive time.
  const sweep = setInterval(() => server.closeIdleConnections(), idleCheckMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
}
