import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import type { IssuedFiles } from './test-authority.js';

const programs = '/usr/lib/postgresql/15/bin';
const readyWithinMs = 20_000;

/** A real PostgreSQL 15 on loopback with an empty data directory of its own. */
export interface TestPostgres {
  /** Makes an empty database; resolves with its `postgresql://` URL. */
  createDatabase(name: string): Promise<string>;
  /** From now on clients may ask for TLS, and get this certificate. */
  encrypt(files: IssuedFiles): Promise<void>;
  /** Names of those of our clients whose connection is not encrypted. */
  plainClients(): Promise<string[]>;
  /** Ends the server as a crash would, connections included. */
  interrupt(): Promise<void>;
  /** Brings it back on the same port, with what was committed. */
  resume(): Promise<void>;
  /** Stops the server and removes its files. */
  close(): Promise<void>;
}

/** Whether {@link startTestPostgres} can work on this machine. */
export function isPostgresInstalled(): boolean {
  return existsSync(`${programs}/postgres`);
}

/**
 * Starts a PostgreSQL server for a spec, as an unprivileged user where the tests run as root (PostgreSQL refuses root).
 * @throws when PostgreSQL 15 is not installed or does not come up.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  if (!isPostgresInstalled()) {
    throw new Error(`PostgreSQL 15 is not installed: there is no ${programs}/postgres (Debian package postgresql-15)`);
  }
  const home = mkdtempSync(path.join(tmpdir(), 'belugapi-postgres-'));
  const identity: { uid?: number; gid?: number } = process.getuid?.() === 0 ? unprivilegedUser() : {};
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(home, identity.uid, identity.gid);
  const options = { ...identity, cwd: home, env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', HOME: home } };
  const data = path.join(home, 'data');
  const initialise = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
  execFileSync(`${programs}/initdb`, initialise, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });

  const port = await freePort();
  const settings = ['fsync=off', 'shared_buffers=32MB', 'max_connections=40'].flatMap((setting) => ['-c', setting]);
  const start = () =>
    spawn(`${programs}/postgres`, ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', home, ...settings], {
      ...options,
      stdio: 'ignore',
    });
  let server = start();
  process.once('exit', () => server.kill('SIGQUIT'));
  await untilReady(server, port);

  return {
    createDatabase: async (name) => {
      await withClient(port, (client) => client.query(`create database ${client.escapeIdentifier(name)}`));
      return `postgresql://postgres@127.0.0.1:${port}/${encodeURIComponent(name)}`;
    },
    encrypt: async ({ certFile, keyFile }) => {
      for (const [file, name] of [
        [certFile, 'server.crt'],
        [keyFile, 'server.key'],
      ] as const) {
        const copy = path.join(data, name);
        copyFileSync(file, copy);
        chmodSync(copy, 0o600);
        if (identity.uid !== undefined && identity.gid !== undefined) chownSync(copy, identity.uid, identity.gid);
      }
      await withClient(port, async (client) => {
        await client.query('alter system set ssl = on');
        await client.query('select pg_reload_conf()');
      });
    },
    plainClients: async () => {
      const names: string[] = [];
      await withClient(port, async (client) => {
        const found = await client.query<{ name: string }>(
          `select distinct application_name as name from pg_stat_activity join pg_stat_ssl using (pid)
           where not ssl and application_name like 'belugapi-%'`,
        );
        names.push(...found.rows.map(({ name }) => name));
      });
      return names;
    },
    interrupt: () => end(server, 'SIGQUIT'),
    resume: async () => {
      server = start();
      await untilReady(server, port);
    },
    close: async () => {
      await end(server, 'SIGINT');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function unprivilegedUser(): { uid: number; gid: number } {
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function withClient(port: number, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

async function untilReady(server: ChildProcess, port: number): Promise<void> {
  for (const giveUpAt = Date.now() + readyWithinMs; ;) {
    try {
      return await withClient(port, (client) => client.query('select 1'));
    } catch (error) {
      if (server.exitCode !== null) throw new Error(`postgres ended with code ${server.exitCode}`, { cause: error });
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.kill(signal);
  });
}
