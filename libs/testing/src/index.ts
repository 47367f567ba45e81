export { startEmulatedVendor } from './emulated-vendor.js';
export type { EmulatedVendor, EmulatedVendorOptions, VendorTotals } from './emulated-vendor.js';
export type {
  VendorAnswer,
  VendorCompletion,
  VendorError,
  VendorFailure,
  VendorRefusal,
  VendorToolCall,
  VendorTurn,
} from './emulated-vendor-answer.js';
export type { VendorOutcome, VendorRequest } from './emulated-vendor-request.js';
export { isPostgresInstalled, startTestPostgres, type TestPostgres } from './postgres-server.js';
export { startTestNats, type TestNats } from './nats-server.js';
export { type RunningStack, type StackOptions, startStack } from './stack.js';
