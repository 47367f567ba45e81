export type { CompletionSource } from './completion-source.js';
export type { CompletionTask } from './completion-task.js';
export type { ImagePolicy, ProviderAdapter, UpstreamRefusal, UpstreamRequest } from './provider-adapter.js';
export { type UpstreamCall, UpstreamCalls } from './upstream-calls.js';
export { failureCodeOfStatus } from './failure-code-of-status.js';
export { retryAfterMs } from './retry-after-ms.js';
export type { ServerSentEvent } from './server-sent-event.js';
export { EventTooLargeError, readServerSentEvents } from './read-server-sent-events.js';
