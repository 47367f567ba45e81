import path from 'node:path';
import { readSecretFiles } from '@belugapi/settings';
import { readReadyFile } from '@belugapi/up';
import { RequestError } from './request-error.js';

/** Where the admin API is and what opens it. */
export interface GatewayAccess {
  readonly url: string;
  readonly adminKey: string;
}

/**
 * From `BELUGA_URL` and `BELUGA_ADMIN_KEY` (or `BELUGA_ADMIN_KEY_FILE`), or from the ready.json of a stack on this machine. The key is never taken from
 * the command line, where every user of the machine could read it.
 * @throws {RequestError} where neither is there.
 */
export function findGateway(options: { url?: string; home?: string }): GatewayAccess {
  const home = path.resolve(options.home ?? process.env['BELUGA_HOME'] ?? '.beluga');
  const ready = readReadyFile(home);
  const url = options.url ?? process.env['BELUGA_URL'] ?? ready?.url;
  const { environment, problems } = readSecretFiles(process.env, ['BELUGA_ADMIN_KEY']);
  for (const { name, message } of problems) throw new RequestError(`${name}: ${message}`);
  const adminKey = environment['BELUGA_ADMIN_KEY'] ?? ready?.adminKey;
  if (url && adminKey) return { url: url.replace(/\/+$/, ''), adminKey };
  const missing = [...(url ? [] : ['BELUGA_URL']), ...(adminKey ? [] : ['BELUGA_ADMIN_KEY'])].join(' and ');
  throw new RequestError(
    `no stack is running in ${home}: start one there, name another home with --home, or set ${missing}`,
  );
}
