import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host of pictures on the loopback. */
export interface PictureServer {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Connections it has got. */
  readonly connections: number;
  /** Paths it was asked for. */
  readonly asked: readonly string[];
  url(path: string): string;
  close(): Promise<void>;
}

/** Starts one; a path that `routes` lacks is answered 404. */
export async function startPictureServer(routes: Readonly<Record<string, RequestListener>>): Promise<PictureServer> {
  let connections = 0;
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const route = routes[request.url ?? ''];
    if (route) route(request, response);
    else response.writeHead(404).end('no such picture');
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    asked,
    get connections() {
      return connections;
    },
    url: (path) => `http://${host}${path}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with bytes, under a media type that need not be true. */
export function bytes(base64: string, mediaType = 'application/octet-stream'): RequestListener {
  return (_request, response) =>
    response.writeHead(200, { 'content-type': mediaType }).end(Buffer.from(base64, 'base64'));
}

export function redirect(location: string, status = 302): RequestListener {
  return (_request, response) => response.writeHead(status, { location }).end();
}
