export { KeyPool } from './key-pool.js';
export { runAdapter, runWorker, type WorkerContext } from './run-worker.js';
export { ChatSpan, type ChatSpanOptions } from './tracing/chat-span.js';
export { UpstreamClient } from './upstream-call.js';
export { UpstreamSource, type UpstreamSourceOptions } from './upstream-source.js';
