import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOrInstallNatsServer } from '../find-nats-server.js';
import { stopLeftovers } from '../process-register.js';
import { Launched } from './launched.js';
import { StandInApps, type Misbehaviour } from './stand-in-apps.js';

/** A folder for one test, and the launchers that run in it. */
export interface Sandbox {
  directory: string;
  /** BELUGA_HOME of what `launch` starts. */
  home: string;
  standIns(misbehaving?: Record<string, Misbehaviour>): StandInApps;
  launch(apps: StandInApps, environment?: Record<string, string>): Launched;
}

/** Gives each test of a file a sandbox, and leaves nothing of it running. */
export function useSandbox(): () => Sandbox {
  let directory: string;
  let home: string;
  let running: Launched[];

  beforeAll(() => findOrInstallNatsServer(), 180_000);
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'beluga-up-'));
    home = path.join(directory, 'home');
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((launched) => launched.stop()));
    await stopLeftovers(home);
    rmSync(directory, { recursive: true });
  });

  return () => ({
    directory,
    home,
    standIns: (misbehaving = {}) => new StandInApps(directory, misbehaving),
    launch: (apps, environment = {}) => {
      const launched = new Launched(apps.directory, { BELUGA_HOME: home, ...environment });
      running.push(launched);
      return launched;
    },
  });
}
