export { GatewayRelay, type GatewayRelayOptions, type RelayListener, type RelayStream } from './gateway-relay.js';
export { type LinkedCompletion, WorkerLink } from './worker-link.js';
export { WorkerRelay, type WorkerRelayOptions } from './worker-relay.js';
