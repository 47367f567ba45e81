import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { blameSetting, joinAddress, reachableHost } from '@belugapi/service-kit';
import type { GatewayConfig } from '../gateway-config.js';
import { answerClientError } from './answer-client-error.js';
import { boundHeaders } from './bound-headers.js';
import { httpBounds } from './http-bounds.js';

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
  const door = await blameSetting('PORT', () => open(shared, { host, port, reusePort }));
  if (!reusePort) return { ...door, ownUrl: undefined };

  const alone = createServer(httpBounds, (request, response) => shared.emit('request', request, response));
  alone.on('clientError', answerClientError);
  const own = await blameSetting('GATEWAY_OWN_PORT', () => open(alone, { host, port: ownPort, reusePort: false }));
  return { url: door.url, ownUrl: own.url, close: async () => void (await Promise.all([door.close(), own.close()])) };
}

interface OpenPort {
  readonly url: string;
  close(): Promise<void>;
}

function open(server: Server, options: { host: string; port: number; reusePort: boolean }): Promise<OpenPort> {
  boundHeaders(server);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Node would answer 417 and nothing else; what is expected beside 100-continue is nobody's to keep (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      const { port } = server.address() as AddressInfo;
      const url = `http://${joinAddress(reachableHost(options.host), port)}`;
      resolve({ url, close: () => close(server, sockets) });
    });
  });
}

const idleCheckMs = 50;

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  // A connection that turns idle after its last answer would hold the server open for its keep-alive time; so would one
  // that was opened in advance and has not said a word, which Node does not count as idle.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  }, idleCheckMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(sweep);
}
