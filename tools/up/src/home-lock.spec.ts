import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lockHome } from './home-lock.js';
import { processIdentity } from './process-identity.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'beluga-lock-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const leave = (text: string) => writeFileSync(path.join(home, 'lock'), text);

test('is held until it is released', () => {
  const lock = lockHome(home);
  expect(() => lockHome(home)).toThrow(`is in use by the BelugAPI that runs as process ${process.pid}`);
  lock.release();
  expect(readdirSync(home)).toEqual([]);
  lockHome(home).release();
});

test('is taken over from a process that is gone', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  const pid = child.pid as number;
  leave(JSON.stringify({ pid, identity: processIdentity(pid) }));
  await new Promise((resolve) => child.once('exit', resolve));
  const lock = lockHome(home);
  expect(readdirSync(home)).toEqual(['lock']);
  lock.release();
});

test('is taken over when another process got the pid since', () => {
  leave(JSON.stringify({ pid: process.pid, identity: 'an earlier process' }));
  expect(() => lockHome(home).release()).not.toThrow();
});

test('is taken over when it cannot be read', () => {
  leave('');
  expect(() => lockHome(home).release()).not.toThrow();
});

test('one that was taken over in between is not released by its former holder', () => {
  const lock = lockHome(home);
  leave('somebody else');
  lock.release();
  expect(readdirSync(home)).toEqual(['lock']);
});
