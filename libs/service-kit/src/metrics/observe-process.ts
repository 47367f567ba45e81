import { collectDefaultMetrics, type Registry } from 'prom-client';

// More than half of all series of a service at rest, and nobody has asked for them: sizes of the heap's parts, and handles by
// their kind under names that Prometheus' own check complains of.
const leftOut = [
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
  'nodejs_heap_space_size_available_bytes',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
];

/** Exports the process's CPU, memory and files, and Node's event loop, heap and garbage collection. */
export function observeProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const name of leftOut) registry.removeSingleMetric(name);
}
