// Follows the Dockerfile without an engine, in a clean folder: what is committed is copied, installed, built and packed by the
// Dockerfile's own commands, and each packed service is started with nothing but its files, none of which it can write.
//   node deploy/check-images.mjs [APP …]       default: every one; needs a registry, and a nats-server for the start
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readWorkspaces } from './prune/workspaces.mjs';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const everyApp = [...readWorkspaces(root).values()]
  .map((folder) => path.relative(path.join(root, 'apps'), folder))
  .filter((app) => !app.startsWith('..') && app !== 'e2e');
const apps = process.argv.length > 2 ? process.argv.slice(2) : everyApp;
const clean = mkdtempSync(path.join(tmpdir(), 'belugapi-images-'));
const source = path.join(clean, 'src');
const say = (text) => process.stdout.write(`${text}\n`);

// The RUN lines of the build stage that need no package manager of a distribution.
function buildCommands() {
  const text = readFileSync(path.join(source, 'deploy/Dockerfile'), 'utf8').replaceAll(/\\\n\s*/g, '');
  const [, stage = ''] = /^FROM \S+ AS build\n(.*?)^FROM /ms.exec(text) ?? [];
  const commands = [...stage.matchAll(/^RUN (?:--\S+ )*(.+)$/gm)].map(([, command]) => command);
  return commands.filter((command) => !/^apt-get|^install /.test(command));
}

function copyWhatIsCommitted() {
  mkdirSync(source);
  const archive = path.join(clean, 'source.tar');
  execFileSync('git', ['archive', `--output=${archive}`, 'HEAD'], { cwd: root });
  execFileSync('tar', ['--extract', `--file=${archive}`], { cwd: source });
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const anybody = process.getuid?.() === 0 ? { uid: 23_456, gid: 23_456 } : {};

/** Starts a packed app and resolves with its resident megabytes once it lives; throws with what it said when it does not. */
async function start(image, natsUrl) {
  const home = path.join(clean, 'home');
  const port = `${await freePort()}`;
  const env = {
    ...{ HOME: home, TMPDIR: home, DATA_DIR: path.join(home, path.basename(image)), NATS_URL: natsUrl },
    ...{
      METRICS_PORT: port,
      METRICS_HOST: '127.0.0.1',
      PORT: '0',
      RELAY_HOST: '127.0.0.1',
      BELUGA_RELAY_TOKEN: 'check',
    },
  };
  const place = { cwd: path.join(image, 'app'), env, ...anybody };
  const child = spawn(process.execPath, ['--enable-source-maps', 'service/dist/main.js'], { ...place, stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  try {
    for (const giveUpAt = Date.now() + 60_000; ;) {
      const answer = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined);
      if (answer?.ok && said.includes('"ready"')) break;
      if (Date.now() > giveUpAt || child.exitCode !== null) throw new Error(`${image} does not live:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024);
  } finally {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.kill('SIGKILL')) await exited;
  }
}

try {
  copyWhatIsCommitted();
  execFileSync('chmod', ['755', clean]);
  execFileSync('install', ['-d', '-m', '1777', path.join(clean, 'home')]);
  const packCommands = [];
  for (const command of buildCommands()) {
    if (command.includes('APP')) packCommands.push(command);
    else {
      say(`+ ${command}`);
      execFileSync('sh', ['-c', command], { cwd: source, stdio: ['ignore', 2, 2] });
    }
  }
  const up = await import(pathToFileURL(path.join(root, 'tools/up/dist/index.js')).href);
  const nats = await up.startNatsServer({
    binary: await up.findOrInstallNatsServer(),
    dataDir: path.join(clean, 'nats'),
  });
  try {
    for (const app of apps) {
      const image = path.join(clean, 'images', app.replace('/', '-'));
      for (const command of packCommands) {
        const here = command.replaceAll('/image/', `${image}/`);
        execFileSync('sh', ['-c', here], { cwd: source, env: { ...process.env, APP: app }, stdio: ['ignore', 2, 2] });
      }
      execFileSync('chmod', ['-R', 'a-w', path.join(image, 'app')]);
      say(`${app} lives, ${await start(image, nats.url)} MB resident`);
    }
  } finally {
    await nats.stop();
  }
} finally {
  execFileSync('chmod', ['-R', 'u+w', clean]);
  rmSync(clean, { recursive: true, force: true });
}
