export { startEmulatedVendor } from './emulated-vendor.js';
export type { EmulatedVendor, EmulatedVendorOptions, VendorTotals } from './emulated-vendor.js';
export type {
  VendorAnswer,
  VendorBytes,
  VendorCompletion,
  VendorError,
  VendorFailure,
  VendorRefusal,
  VendorToolCall,
  VendorTurn,
} from './emulated-vendor-answer.js';
export type { VendorOutcome, VendorRequest } from './emulated-vendor-request.js';
export { answerToolLoop, type ToolLoopOptions } from './answer-tool-loop.js';
export { vendorComplaint } from './strictness/vendor-strictness.js';
export { vendorEnvironment } from './vendor-environment.js';
export { isPostgresInstalled, startTestPostgres, type TestPostgres } from './postgres-server.js';
export { startTestNats, type TestNats } from './nats-server.js';
export { type RunningStack, type StackOptions, startStack } from './stack.js';
export type { AdapterAnswer, AdapterRefusal, AdapterSuite } from './adapter-suite.js';
export { describeAdapter } from './describe-adapter.js';
export { describeWithPostgres } from './describe-with-postgres.js';
export { describeRecordings, type RecordingsSuite } from './describe-recordings.js';
export { eventOrderProblems } from './event-order-problems.js';
export { adapterTask, foldEvents, streamedEvents } from './replay-adapter.js';
export { type ConfiguredNats, freePort, startConfiguredNats } from './configured-nats.js';
export { createTestAuthority, type IssuedFiles, type TestAuthority } from './test-authority.js';
export type { AttributeValue, ReceivedSpan } from './telemetry/decode-spans.js';
export { type OtlpReceiver, startOtlpReceiver } from './telemetry/otlp-receiver.js';
