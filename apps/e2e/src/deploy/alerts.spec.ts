import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '@belugapi/up';
import { optionalTool } from './optional-tool.js';
import { read } from './settings.js';

const folder = 'deploy/observability';
const rules = parse(read(`${folder}/alerts.yml`)) as { groups: [{ rules: { alert: string }[] }] };
const names = rules.groups[0].rules.map(({ alert }) => alert);

it('every alert has a case in which it has to fire', () => {
  const cases = read(`${folder}/alerts.test.yml`);
  expect(names.filter((name) => !cases.includes(`{alertname="${name}"}`))).toEqual([]);
});

const promtool = optionalTool('promtool');

// 2026-11-23: left out only where promtool is not installed, which npm does not have (deploy/get-checkers.mjs gets it).
(promtool ? describe : describe.skip)('promtool', () => {
  it.each([
    ['test', 'rules', 'alerts.test.yml'],
    ['check', 'config', 'prometheus.yml'],
  ])('%s %s %s', (...options) => {
    const cwd = path.join(repositoryRoot, folder);
    const { status, stdout, stderr } = spawnSync(promtool ?? '', options, { cwd, encoding: 'utf8' });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  });
});
