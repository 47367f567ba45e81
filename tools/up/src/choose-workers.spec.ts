import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chooseWorkers } from './choose-workers.js';
import { readLauncherConfig } from './launcher-config.js';

let apps: string;

beforeAll(() => {
  apps = mkdtempSync(path.join(tmpdir(), 'beluga-apps-'));
  for (const provider of ['edge', 'openai', 'anthropic'])
    mkdirSync(path.join(apps, 'workers', provider), { recursive: true });
});
afterAll(() => rmSync(apps, { recursive: true }));

const choose = (environment: Record<string, string>) => chooseWorkers(readLauncherConfig(environment, apps), apps);

test('edge always, others by key', () => {
  expect(choose({}).workers).toEqual(['edge']);
  expect(choose({ OPENAI_API_KEY: 'a,b' }).workers).toEqual(['edge', 'openai']);
});

test('tells of a key without a worker', () => {
  expect(choose({ MOONSHOT_API_KEY: 'a' })).toEqual({ workers: ['edge'], withoutWorker: ['moonshot'] });
});

test('all, or a list, overrides the keys', () => {
  expect(choose({ BELUGA_WORKERS: 'all' }).workers).toEqual(['edge', 'anthropic', 'openai']);
  expect(choose({ BELUGA_WORKERS: 'anthropic', OPENAI_API_KEY: 'a' }).workers).toEqual(['edge', 'anthropic']);
});

test('refuses a name that there is no worker for, and lists those there are', () => {
  expect(() => choose({ BELUGA_WORKERS: 'openai,opanai' })).toThrow(
    'BELUGA_WORKERS: there is no worker for opanai. There are: anthropic, edge, openai.',
  );
});
