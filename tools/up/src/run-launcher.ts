import path from 'node:path';
import { LaunchError } from './launch-error.js';
import { readLauncherConfig, type LauncherConfig } from './launcher-config.js';
import { readyBanner } from './ready-banner.js';
import { repositoryRoot } from './repository-root.js';
import { Stack } from './stack.js';
import type { Terminal } from './terminal.js';
import { helpText } from './help-text.js';

/** What a launcher is started with. */
export interface LauncherOptions {
  args: string[];
  environment: Record<string, string | undefined>;
  /** The folder with the services. Default: `apps` in the checkout. */
  appsDirectory?: string;
}

// npm passes on a ctrl-c that the terminal has sent to us as well: what comes this soon after the first is the same one.
const sameKeyPressMs = 500;

/** Runs BelugAPI until a signal asks it to end. Resolves with the exit code of the process. */
export async function runLauncher({ args, environment, appsDirectory }: LauncherOptions): Promise<number> {
  const terminal = openTerminal();
  if (args.length > 0) {
    const asksForHelp = args.includes('--help') || args.includes('-h');
    terminal.write(asksForHelp ? `${helpText()}\n` : `Unknown argument: ${args.join(' ')}. See --help.\n`);
    return asksForHelp ? 0 : 2;
  }
  let config: LauncherConfig;
  try {
    config = readLauncherConfig(environment, repositoryRoot);
  } catch (error) {
    terminal.write(messageOf(error));
    return 2;
  }
  const apps = appsDirectory ?? path.join(repositoryRoot, 'apps');
  const stack = new Stack({ config, root: repositoryRoot, appsDirectory: apps, terminal });
  process.once('exit', () => stack.kill()); // whatever ends us, even a bug of ours: nothing is left running

  const startedAt = performance.now();
  const isRunByNpm = environment['npm_lifecycle_event'] !== undefined;
  const asked = whenAskedToEnd(isRunByNpm, () => {
    terminal.write('Killed everything.\n');
    process.exit(130);
  });
  try {
    const ready = await Promise.race([stack.start(), asked]);
    if (ready) terminal.write(readyBanner(ready, config.home, (performance.now() - startedAt) / 1000));
    await asked;
    terminal.write(`\nStopping: open streams have ${config.graceSeconds} s. Ctrl-c again kills everything at once.\n`);
    await stack.stop();
    return 0;
  } catch (error) {
    terminal.write(messageOf(error));
    await stack.stop();
    return 1;
  }
}

function whenAskedToEnd(isRunByNpm: boolean, onInsisting: () => void): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const onSignal = () => {
      if (firstAt === undefined) {
        firstAt = performance.now();
        resolve();
      } else if (performance.now() - firstAt > sameKeyPressMs) {
        onInsisting();
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
    // A signal to npm ends npm and its shell, but not us: the only sign is that we have got another parent.
    if (!isRunByNpm) return;
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(), 500).unref();
  });
}

function openTerminal(): Terminal {
  // The terminal may go away before we do; what is left is then to end in order.
  process.stdout.on('error', () => undefined);
  return { isTty: process.stdout.isTTY, write: (text) => void process.stdout.write(text) };
}

function messageOf(error: unknown): string {
  if (error instanceof LaunchError) return `\n${error.message}\n`;
  return `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
