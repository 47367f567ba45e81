import type { UsagePublisher } from '@belugapi/bus';
import { Gauge, type Registry } from 'prom-client';

/** Exports how many usage events a publisher holds that no disk has yet, and for how long it has held the oldest of them. */
export function observeUsage(registry: Registry, publisher: Pick<UsagePublisher, 'pending' | 'pendingSeconds'>): void {
  const gauge = (name: string, help: string, figure: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(figure());
      },
    });
  gauge(
    'beluga_usage_pending',
    'Usage events of this process that are not durable yet: neither NATS nor the spool has them.',
    () => publisher.pending,
  );
  // Under load some are always under way, for milliseconds each: their number alone is no sign of trouble.
  gauge(
    'beluga_usage_pending_seconds',
    'Age of the oldest usage event of this process that is not durable yet; 0 where all are.',
    () => publisher.pendingSeconds,
  );
}
