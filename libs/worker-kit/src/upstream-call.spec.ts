import { getEventListeners, once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { UpstreamClient } from './upstream-call.js';

const patient = { connectMs: 120_000, headersMs: 120_000, silenceMs: 120_000 };
const servers: Server[] = [];
const sockets = new Set<Socket>();
const clients: UpstreamClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
});

function client(): UpstreamClient {
  const made = new UpstreamClient(patient);
  clients.push(made);
  return made;
}

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('UpstreamClient', () => {
  it('is aborted at once while the connection is not there yet', async () => {
    // TCP is accepted, TLS never answers.
    const server = createServer();
    const address = await listen(server);
    const { signal, abort } = controller();
    const connected = once(server, 'connection');
    const calling = client().call({ url: `https://${address}/v1`, headers: {}, body: '{}', signal });
    await connected;
    abort(new Error('the caller left'));
    await expect(calling).rejects.toThrow('the caller left');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('offers HTTP/1.1 only, so that no two calls share a connection', async () => {
    const server = createServer();
    const address = await listen(server);
    const { signal, abort } = controller();
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const calling = client().call({ url: `https://${address}/v1`, headers: {}, body: '{}', signal });
    const [socket] = await connected;
    const [hello] = (await once(socket, 'data')) as [Buffer];
    abort(new Error('seen enough'));
    await expect(calling).rejects.toThrow('seen enough');
    // The list of protocols (RFC 7301), its length first.
    expect(hello.includes(Buffer.from('\x00\x09\x08http/1.1', 'latin1'))).toBe(true);
  });

  it('does not connect once it is aborted', async () => {
    let connections = 0;
    const address = await listen(createServer(() => (connections += 1)));
    const signal = AbortSignal.abort(new Error('the caller left'));
    const calling = client().call({ url: `http://${address}/v1`, headers: {}, body: '{}', signal });
    await expect(calling).rejects.toThrow('the caller left');
    expect(connections).toBe(0);
  });

  it.each([
    ['JSON', {}, '{"a":"ü"}', 'application/json'],
    [
      'bytes of a type of their own',
      { 'content-type': 'multipart/form-data; boundary=b' },
      Buffer.from([0, 255, 13, 10]),
      'multipart/form-data; boundary=b',
    ],
  ] as const)('sends %s', async (_, headers, body, type) => {
    const heard: unknown[] = [];
    const server = createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        heard.push(request.headers['content-type'], Buffer.concat(chunks));
        response.end('{}');
      });
    });
    const url = `http://${await listen(server)}/v1`;
    await client().call({ url, headers, body, signal: new AbortController().signal });
    expect(heard).toEqual([type, Buffer.from(body)]);
  });
});

function controller(): { signal: AbortSignal; abort: (reason: Error) => void } {
  const made = new AbortController();
  return { signal: made.signal, abort: (reason) => made.abort(reason) };
}
