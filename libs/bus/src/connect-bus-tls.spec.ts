import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ConfiguredNats, createTestAuthority, startConfiguredNats, type TestAuthority } from '@belugapi/testing';
import { type BusOptions, connectBus } from './connect-bus.js';

let home: string;
let ours: TestAuthority;
let theirs: TestAuthority;
const servers: ConfiguredNats[] = [];

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'belugapi-bus-tls-'));
  ours = await createTestAuthority(path.join(home, 'ours'));
  theirs = await createTestAuthority(path.join(home, 'theirs'));
}, 180_000);

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(home, { recursive: true, force: true });
});

interface ServerOptions {
  readonly hosts?: readonly string[];
  readonly expired?: boolean;
  /** Whether clients have to show a certificate. */
  readonly verify?: boolean;
}

async function serve({ verify = false, ...certificate }: ServerOptions = {}): Promise<ConfiguredNats> {
  const { certFile, keyFile } = await ours.issue(`nats-${servers.length}`, certificate);
  const files = { cert_file: certFile, key_file: keyFile, ca_file: ours.caFile, verify };
  const configuration = JSON.stringify({ listen: '0.0.0.0:4222', tls: files });
  const server = await startConfiguredNats({ home: path.join(home, `nats-${servers.length}`), configuration });
  servers.push(server);
  return server;
}

/** What becomes of a try: connected, or the first thing that was said against it. */
async function attempt(server: ConfiguredNats, options: Partial<BusOptions>): Promise<string> {
  const reasons = Promise.withResolvers<string>();
  const enough = new AbortController();
  const url = `tls://127.0.0.1:${server.port}`;
  const patience = { onWaiting: reasons.resolve, signal: enough.signal };
  const connecting = connectBus({ url, name: 'spec', ...patience, ...options }).then(
    async (connection) => {
      await connection.flush();
      await connection.close();
      return 'connected';
    },
    ({ message }: Error) => message,
  );
  return Promise.race([connecting, reasons.promise]).finally(() => enough.abort());
}

test('trusts the authority that it is told, for the host that it was sent to', async () => {
  const server = await serve();
  const tls = { caFile: ours.caFile };
  expect(await attempt(server, { tls })).toBe('connected');
  // The files alone ask for it, whatever the URL says.
  expect(await attempt(server, { tls, url: `nats://localhost:${server.port}` })).toBe('connected');
  expect(await attempt(server, { tls: { caFile: theirs.caFile } })).toMatch(/unable to verify the first certificate/);
  // Nor is it trusted because Node knows no better.
  expect(await attempt(server, { tls: {} })).toMatch(/unable to verify/);
  expect(await attempt(server, { url: `nats://127.0.0.1:${server.port}` })).toMatch(/unable to verify/);
});

test('wants the name that was asked for', async () => {
  // The client library itself would take a certificate of "localhost" for any address.
  const server = await serve({ hosts: ['nats.internal', 'localhost'] });
  const tls = { caFile: ours.caFile };
  expect(await attempt(server, { tls })).toMatch(/IP: 127\.0\.0\.1 is not in the cert's list/);
  expect(await attempt(server, { tls: { ...tls, serverName: 'nats.internal' } })).toBe('connected');
  expect(await attempt(server, { tls: { ...tls, serverName: 'other.internal' } })).toMatch(/other\.internal/);
});

test('shows its own certificate where the server wants one', async () => {
  const server = await serve({ verify: true });
  const tls = { caFile: ours.caFile };
  expect(await attempt(server, { tls: { ...tls, ...(await ours.issue('gateway')) } })).toBe('connected');
  for (const files of [undefined, await theirs.issue('gateway'), await ours.issue('late', { expired: true })]) {
    expect(await attempt(server, { tls: { ...tls, ...files } })).not.toBe('connected');
  }
  expect(server.log()).toMatch(/client didn't provide a certificate/);
  expect(server.log()).toMatch(/certificate has expired/);
});

test('takes no certificate whose time is over', async () => {
  const server = await serve({ expired: true });
  expect(await attempt(server, { tls: { caFile: ours.caFile } })).toBe('certificate has expired');
});

test('says nothing to a server that does not encrypt', async () => {
  const home_ = path.join(home, 'plain');
  const server = await startConfiguredNats({ home: home_, configuration: 'listen: 0.0.0.0:4222' });
  servers.push(server);
  expect(await attempt(server, {})).toBe("server does not support 'tls'");
  expect(await attempt(server, { url: `nats://127.0.0.1:${server.port}`, tls: {} })).toMatch(/not support 'tls'/);
});

test('takes what a rotation has put there at the next connection', async () => {
  const server = await serve({ verify: true });
  const files = await ours.issue('worker');
  const connection = await connectBus({
    url: `tls://127.0.0.1:${server.port}`,
    name: 'rotating',
    tls: { caFile: ours.caFile, ...files },
  });
  const reconnected = (async () => {
    for await (const { type } of connection.status()) if (type === 'reconnect') return type;
    return 'closed';
  })();
  await ours.issue('worker');
  await connection.reconnect();
  expect(await reconnected).toBe('reconnect');
  await connection.close();
});
