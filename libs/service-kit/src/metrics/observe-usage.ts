import type { UsagePublisher } from '@belugapi/bus';
import { Gauge, type Registry } from 'prom-client';

/** Exports how many usage events a publisher holds that no disk has yet. */
export function observeUsage(registry: Registry, publisher: UsagePublisher): void {
  new Gauge({
    name: 'beluga_usage_pending',
    help: 'Usage events of this process that are not durable yet: neither NATS nor the spool has them.',
    registers: [registry],
    collect() {
      this.set(publisher.pending);
    },
  });
}
