// The floor: the least a Node process can do between a client and a vendor. It passes bytes on and looks at none.
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

const upstream = new URL(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true });

const server = createServer((incoming, response) => {
  const { method, url, headers } = incoming;
  const options = { agent, host: upstream.hostname, port: upstream.port, method, path: url };
  const outgoing = request({ ...options, headers: { ...headers, host: upstream.host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // A failed pipeline destroys both ends, which is all a reverse proxy can do after the head.
    pipeline(answer, response, () => undefined);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

process.once('disconnect', () => process.exit());
