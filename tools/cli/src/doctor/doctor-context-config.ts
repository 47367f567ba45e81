import path from 'node:path';
import { readSecretFiles } from '@belugapi/settings';
import { readReadyFile, type ReadyFile } from '@belugapi/up';
import { readEnvironment } from '../settings/environment-config.js';
import { knownSettings } from '../settings/known-settings.js';
import type { DoctorContext } from './doctor-context.js';

export interface DoctorSources {
  readonly url?: string | undefined;
  readonly home?: string | undefined;
  readonly envFile?: string | undefined;
  /** The files that variables name are on this machine; never so where a gateway is named. Default true. */
  readonly hasFiles?: boolean;
  readonly days: number;
  readonly asksVendors: boolean;
}

/** What is known of an installation: the environment or a file of it, and the ready.json of a stack on this machine. */
export function readDoctorContext({
  url,
  home,
  envFile,
  hasFiles = true,
  days,
  asksVendors,
}: DoctorSources): DoctorContext {
  const secrets = [...new Set(knownSettings.filter(({ secret }) => secret).map(({ name }) => name))];
  const given = readEnvironment(envFile).variables;
  const { environment: variables } = readSecretFiles(given, secrets);
  const folder = path.resolve(home ?? variables['BELUGA_HOME'] ?? '.beluga');
  const named = url ?? variables['BELUGA_URL'];
  const isRemote = named !== undefined || !hasFiles;
  const ready = isRemote ? undefined : readyOf(folder);
  const address = named ?? ready?.url;
  return {
    given,
    variables,
    isOurs: envFile !== undefined,
    home: folder,
    ready,
    url: address?.replace(/\/+$/u, ''),
    isRemote,
    adminKey: variables['BELUGA_ADMIN_KEY'] ?? ownAdminKey() ?? ready?.adminKey,
    days,
    now: Date.now(),
    asksVendors,
  };
}

// Beside a file of variables the key is that of whoever asks.
function ownAdminKey(): string | undefined {
  return readSecretFiles(process.env, ['BELUGA_ADMIN_KEY']).environment['BELUGA_ADMIN_KEY'];
}

// One that cannot be read is as good as none: what it would have said is told as not known.
function readyOf(home: string): ReadyFile | undefined {
  try {
    return readReadyFile(home);
  } catch {
    return undefined;
  }
}
