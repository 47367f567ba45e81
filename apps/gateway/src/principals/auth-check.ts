import { busRequest, BusRequestError, verifyKey } from '@belugapi/bus';
import type { DependencyState } from '@belugapi/service-kit';
import type { NatsConnection } from '@nats-io/transport-node';

// Any answer shows that auth and its database are there; this digest is no key's.
const probe = { keyDigest: Buffer.alloc(32) };
const timeoutMs = 2_000;

/** For /readyz: whether auth can be asked. */
export class AuthCheck {
  private answeredAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly connection: NatsConnection,
    /** How long known keys go on working without auth: so long a gateway that has lost it serves them and stays ready. */
    private readonly staleMs: number,
  ) {}

  async state(): Promise<DependencyState> {
    try {
      await busRequest(this.connection, verifyKey, probe, timeoutMs);
      this.answeredAt = performance.now();
      return { mode: 'ok' };
    } catch (error) {
      const detail = error instanceof BusRequestError ? error.kind : 'failed';
      const known = performance.now() - this.answeredAt < this.staleMs;
      return { mode: known ? 'stale' : 'down', detail };
    }
  }
}
