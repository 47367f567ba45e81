export { type BusAddress, busConnectionOptions } from './bus-connection-options.js';
export { busRequest, BusRequestError, type BusRequestErrorKind } from './bus-request.js';
export type { BusTls } from './bus-tls.js';
export { type BusOptions, connectBus } from './connect-bus.js';
export { isLastingFailure } from './is-lasting-failure.js';
export { NatsProtobufServer, type NatsProtobufServerOptions } from './nats-protobuf-server.js';
export { ensureReasoningBucket, reasoningBucket } from './reasoning-bucket.js';
export type { RequestDefinition } from './request-definition.js';
export {
  acquireLeases,
  acquireMoney,
  creditRequests,
  dispatchCompletion,
  getBalance,
  getGeneration,
  keyRequests,
  listLedger,
  organizationRequests,
  queryUsage,
  verifyKey,
  verifyLedger,
} from './requests.js';
export { subjects } from './subjects.js';
export { readTraceHeaders } from './trace-headers.js';
export { usageBacklog, type UsageBacklog } from './usage-backlog.js';
export { UsagePublisher, type UsageSpoolOptions } from './usage-publisher.js';
export {
  consumeUsage,
  ensureUsageStream,
  type UsageConsumption,
  type UsageConsumptionOptions,
} from './usage-stream.js';
