import { connectBus } from '@belugapi/bus';
import type { Failure, Principal } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { startTestNats } from '@belugapi/testing';
import type { Admission } from '../limits/admission.js';
import { Limiter, type LimiterOptions } from '../limits/limiter.js';
import { type LeaseOwner, type LimitsByDimension, startLeaseOwner } from './lease-owner.js';

/** Limiters of several gateways on a NATS server of their own, and the owner of their limits. */
export async function startLimiterRig() {
  const nats = await startTestNats();
  const connection = await connectBus({ url: nats.url, name: 'limiter-rig' });
  let owners: LeaseOwner[] = [];
  let limiters: Limiter[] = [];
  return {
    connection,
    async own(limits: LimitsByDimension): Promise<LeaseOwner> {
      const owner = await startLeaseOwner(connection, limits);
      owners.push(owner);
      return owner;
    },
    limiter(more: Partial<LimiterOptions> = {}): Limiter {
      const usual = { connection, gatewayId: 'g1', withoutAuth: 'local' as const, onUnavailable: () => undefined };
      const limiter = new Limiter({ ...usual, ...more });
      limiters.push(limiter);
      return limiter;
    },
    /** Ends limiters and owners; for after each test. */
    reset(): void {
      for (const owner of owners) owner.stop();
      for (const limiter of limiters) void limiter.close();
      owners = [];
      limiters = [];
    },
    async stop(): Promise<void> {
      await connection.close();
      await nats.stop();
    },
  };
}
export type LimiterRig = Awaited<ReturnType<typeof startLimiterRig>>;

/** Admissions and failures of so many requests at once. */
export async function demand(
  limiter: Limiter,
  who: Principal,
  count: number,
  tokens = 10,
): Promise<{ admitted: Admission[]; failures: Failure[] }> {
  const attempts = Array.from({ length: count }, async () => limiter.admit(who, tokens));
  const settled = await Promise.allSettled(attempts);
  const admitted = settled.flatMap((one): Admission[] => (one.status === 'fulfilled' ? [one.value] : []));
  const failures = settled.flatMap((one) =>
    one.status === 'rejected' ? [CompletionFailure.from(one.reason).failure] : [],
  );
  return { admitted, failures };
}
