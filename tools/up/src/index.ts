export { findOrInstallNatsServer, type FindNatsServerOptions } from './find-nats-server.js';
export { LaunchError } from './launch-error.js';
export { startNatsServer, type NatsServer, type NatsServerOptions } from './nats-server.js';
export { stopLeftovers } from './process-register.js';
export { whyPortIsTaken } from './port.js';
export { readReadyFile, readyFileOf, type ReadyFile } from './ready-file.js';
export { repositoryRoot } from './repository-root.js';
