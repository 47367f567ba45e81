import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { findOrInstallNatsServer } from '@belugapi/up';
import { connectBus } from './connect-bus.js';

let binary: string;
beforeAll(async () => {
  binary = await findOrInstallNatsServer();
}, 180_000);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('waits for a server that is not up yet, and gives it the credentials of the URL', async () => {
  const port = await freePort();
  const password = 'p@ss:w/rd%';
  const address = `127.0.0.1:${port}`;
  const connecting = connectBus({ url: `nats://beluga:${encodeURIComponent(password)}@${address}`, name: 'early' });
  // The first try has failed by the time that this one has.
  await expect(fetch(`http://${address}`)).rejects.toThrow('fetch failed');

  const child = spawn(binary, ['-a', '127.0.0.1', '-p', String(port), '--user', 'beluga', '--pass', password], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  try {
    const connection = await connecting;
    expect(connection.getServer()).toBe(address);
    await connection.flush();
    await connection.close();

    for (const url of [`nats://beluga:wrong-secret@${address}`, address]) {
      await expect(connectBus({ url, name: 'intruder' })).rejects.toThrow(
        /^(?!.*wrong-secret).*authorization violation/i,
      );
    }
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
});

test('takes the first of several servers that is there', async () => {
  const [dead, alive] = [await freePort(), await freePort()];
  const child = spawn(binary, ['-a', '127.0.0.1', '-p', String(alive)], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  try {
    const connection = await connectBus({ url: `127.0.0.1:${dead}, nats://127.0.0.1:${alive}`, name: 'choosy' });
    expect(connection.getServer()).toBe(`127.0.0.1:${alive}`);
    await connection.close();
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
});

test.each(['http://127.0.0.1:4222', 'nats://', 'nats://host:port', 'nats://a:%zz@host', 'nats://ok:4222,', ''])(
  'refuses %p without repeating it',
  async (url) => {
    await expect(connectBus({ url, name: 'x' })).rejects.toThrow(/^NATS_URL is not a list of nats:\/\/host:port$/);
  },
);
