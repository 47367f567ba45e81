import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOrInstallNatsServer } from './find-nats-server.js';
import { readNatsInfo } from './nats-info.js';
import { startNatsServer } from './nats-server.js';
import { processIdentity } from './process-identity.js';

let binary: string;
let dataDir: string;

beforeAll(async () => {
  binary = await findOrInstallNatsServer();
}, 180_000);
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'beluga-nats-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('serves with JetStream when it resolves, and is gone when stop resolves', async () => {
  const nats = await startNatsServer({ binary, dataDir });
  await expect(readNatsInfo('127.0.0.1', nats.port)).resolves.toMatchObject({ jetStream: true });
  expect(nats.url).toBe(`nats://127.0.0.1:${nats.port}`);
  expect(processIdentity(nats.pid)).toBeDefined();
  await nats.stop();
  expect(processIdentity(nats.pid)).toBeUndefined();
  await expect(readNatsInfo('127.0.0.1', nats.port)).resolves.toBeUndefined();
});

test('says in the server’s words why it did not start', async () => {
  const taken = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(startNatsServer({ binary, dataDir, port })).rejects.toThrow(/exit code 1[^]*address already in use/);
  await new Promise((resolve) => taken.close(resolve));
});

test('does not take another NATS server on its port for its own', async () => {
  const first = await startNatsServer({ binary, dataDir });
  const second = mkdtempSync(path.join(tmpdir(), 'beluga-nats-'));
  await expect(startNatsServer({ binary, dataDir: second, port: first.port })).rejects.toThrow('did not start');
  await first.stop();
  rmSync(second, { recursive: true });
});

test('says so when the executable is missing', async () => {
  const missing = path.join(dataDir, 'missing');
  await expect(startNatsServer({ binary: missing, dataDir })).rejects.toThrow('ENOENT');
});
