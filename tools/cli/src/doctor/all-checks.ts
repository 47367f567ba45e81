import { checkAdministration } from './check-administration.js';
import { checkDatabase } from './check-database.js';
import { checkEdge } from './check-edge.js';
import { checkGateway } from './check-gateway.js';
import { checkHome, checkNode, checkPort } from './check-machine.js';
import { checkModels } from './check-models.js';
import { checkNats } from './check-nats.js';
import { checkProcesses } from './check-processes.js';
import { checkSettings } from './check-settings.js';
import { checkTlsFiles } from './check-tls-files.js';
import { checkVendors } from './check-vendors.js';
import type { Check } from './doctor-context.js';

/** Everything that the doctor looks at, in the order in which it tells of it. */
export const allChecks: readonly Check[] = [
  checkNode,
  checkHome,
  checkPort,
  checkSettings,
  checkProcesses,
  checkGateway,
  checkAdministration,
  checkNats,
  checkDatabase,
  checkVendors,
  checkModels,
  checkEdge,
  checkTlsFiles,
];
