import { Gauge, type Registry } from 'prom-client';

/** Exports how many completions a gateway or a worker has in hand; autoscaling goes by it. */
export function observeStreams(registry: Registry, inFlight: () => number): void {
  new Gauge({
    name: 'beluga_in_flight_streams',
    help: 'Completions in hand, streamed to the caller or not: each is a stream between a gateway and a worker.',
    registers: [registry],
    collect() {
      this.set(inFlight());
    },
  });
}
