import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOrInstallNatsServer, type FindNatsServerOptions } from './find-nats-server.js';
import { pinnedNatsRelease, type NatsRelease } from './nats-release.js';

let directory: string;
let cacheDir: string;
let server: Server;
let release: NatsRelease;

const binaryOf = (version: string) => `#!/bin/sh\necho "nats-server: v${version}"\n`;

function writeBinary(file: string, version: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, binaryOf(version));
  chmodSync(file, 0o755);
}

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'beluga-nats-'));
  cacheDir = path.join(directory, 'cache');
  const folder = 'nats-server-v2.12.99-test';
  writeBinary(path.join(directory, folder, 'nats-server'), '2.12.99');
  execFileSync('tar', ['-czf', 'release.tar.gz', folder], { cwd: directory });
  const archive = readFileSync(path.join(directory, 'release.tar.gz'));
  server = createServer((request, response) => {
    if (request.url === '/release.tar.gz') response.end(archive);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/release.tar.gz`;
  release = { url, folder, sha256: createHash('sha256').update(archive).digest('hex') };
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

const find = (options: FindNatsServerOptions) =>
  findOrInstallNatsServer({
    cacheDir,
    environment: {},
    release: null,
    installPackage: null,
    systemBinary: path.join(directory, 'sbin/nats-server'),
    ...options,
  });

test('takes NATS_SERVER_BIN, else PATH, else the system folder, else the cache', async () => {
  const at = (folder: string) => path.join(directory, folder, 'nats-server');
  const environment = {
    NATS_SERVER_BIN: at('named'),
    PATH: [directory, path.join(directory, 'bin')].join(path.delimiter),
  };
  mkdirSync(path.join(directory, 'nats-server')); // a folder of that name on PATH is not it
  writeBinary(at('cache'), '2.10.0');
  await expect(find({ environment: { PATH: environment.PATH } })).resolves.toBe(at('cache'));
  writeBinary(at('sbin'), '2.9.10');
  await expect(find({ environment: { PATH: environment.PATH } })).resolves.toBe(at('sbin'));
  writeBinary(at('bin'), '2.11.0');
  await expect(find({ environment: { PATH: environment.PATH } })).resolves.toBe(at('bin'));
  writeBinary(at('named'), '2.12.1');
  await expect(find({ environment })).resolves.toBe(at('named'));
});

test('passes over a server too old for JetStream as we use it', async () => {
  writeBinary(path.join(directory, 'bin/nats-server'), '2.8.4');
  writeBinary(path.join(cacheDir, 'nats-server'), '2.9.10');
  const environment = { PATH: path.join(directory, 'bin') };
  await expect(find({ environment })).resolves.toBe(path.join(cacheDir, 'nats-server'));
});

test('refuses a NATS_SERVER_BIN that does not run, rather than to take another one', async () => {
  writeBinary(path.join(cacheDir, 'nats-server'), '2.10.0');
  const named = path.join(directory, 'release.tar.gz');
  await expect(find({ environment: { NATS_SERVER_BIN: named } })).rejects.toThrow(
    `NATS_SERVER_BIN: ${named} is not a nats-server that runs here.`,
  );
});

test('installs the release whose checksum fits, and leaves nothing else in the cache', async () => {
  const found = await find({ release });
  expect(found).toBe(path.join(cacheDir, 'nats-server'));
  expect(readFileSync(found, 'utf8')).toBe(binaryOf('2.12.99'));
  expect(readdirSync(cacheDir)).toEqual(['nats-server']);
});

test('two that install at once do not get in each other’s way', async () => {
  await Promise.all([find({ release }), find({ release }), find({ release })]);
  expect(readdirSync(cacheDir)).toEqual(['nats-server']);
});

test('never runs a release whose checksum differs, and goes on to the package', async () => {
  const messages: string[] = [];
  const installPackage = (target: string) => Promise.resolve(writeBinary(target, '2.9.10'));
  const sha256 = '0'.repeat(64);
  const found = await find({
    release: { ...release, sha256 },
    installPackage,
    onProgress: (message) => messages.push(message),
  });
  expect(readFileSync(found, 'utf8')).toBe(binaryOf('2.9.10'));
  expect(messages.join('\n')).toContain(`its SHA-256 is ${release.sha256}, but ${sha256} was expected`);
});

test('says what was tried, and what to do, when nothing works', async () => {
  const missing = { ...release, url: new URL('/missing', release.url).href };
  const installPackage = () => Promise.reject(new Error('E: Unable to locate package nats-server'));
  const failure = await find({ release: missing, installPackage }).catch((error: unknown) => String(error));
  expect(failure).toContain(`${missing.url}: status 404`);
  expect(failure).toContain('E: Unable to locate package nats-server');
  for (const remedy of ['apt-get install', 'NATS_SERVER_BIN', 'NATS_URL', cacheDir]) expect(failure).toContain(remedy);
  expect(readdirSync(cacheDir)).toEqual([]);
});

test('pins the release of each platform that it has a checksum for', () => {
  expect(pinnedNatsRelease('linux', 'x64')?.url).toMatch(/\/v(2\.\d+\.\d+)\/nats-server-v\1-linux-amd64\.tar\.gz$/);
  expect(pinnedNatsRelease('linux', 'arm64')?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(pinnedNatsRelease('darwin', 'arm64')).toBeUndefined();
});
