import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Bytes of usage that a service of a stack has on local disk, since NATS did not take them. */
export function spooledBytes(home: string, service: string): number {
  const folder = path.join(home, 'spool', service);
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}
