export type { GatewayRelayTls } from './gateway-credentials.js';
export { GatewayRelay, type GatewayRelayOptions, type RelayListener, type RelayStream } from './gateway-relay.js';
export { closedByGateway, type LinkedCompletion, WorkerLink } from './worker-link.js';
export type { WorkerRelayTls } from './worker-credentials.js';
export { WorkerRelay, type WorkerRelayOptions } from './worker-relay.js';
