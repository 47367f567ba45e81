import { acquireLeases } from '@belugapi/bus';
import { AcquireLeasesRequest, AcquireLeasesResponse, LeaseDimension, LeaseResponse } from '@belugapi/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';

export type LimitsByDimension = Partial<Record<LeaseDimension, number>>;

/** auth's part in limits, as small as can be: whole limits, of which nothing gets free again by itself. */
export interface LeaseOwner {
  readonly asked: readonly AcquireLeasesRequest[];
  /** Changes at once what is granted from now on. */
  limits: LimitsByDimension;
  /** Milliseconds until an answer leaves. */
  delayMs: () => number;
  /** How long leased units may be spent. Default 20,000. */
  leaseMs: number;
  /** Leaves every question without an answer. */
  silent: boolean;
  stop(): void;
}

export async function startLeaseOwner(connection: NatsConnection, limits: LimitsByDimension): Promise<LeaseOwner> {
  const asked: AcquireLeasesRequest[] = [];
  const spent = new Map<LeaseDimension, number>();
  const holdings = new Map<string, number>();

  const grant = (gatewayId: string, lease: AcquireLeasesRequest['leases'][number]): LeaseResponse => {
    const limit = owner.limits[lease.dimension];
    if (limit === undefined) return LeaseResponse.create({});
    const common = { lease: 7, limit, expiresAfterMs: owner.leaseMs, resetAfterMs: 90_000 };
    if (lease.dimension === LeaseDimension.CONCURRENCY) {
      const others = [...holdings].reduce((sum, [id, units]) => (id === gatewayId ? sum : sum + units), 0);
      const granted = Math.max(0, Math.min(lease.wanted, limit - others));
      const before = holdings.get(gatewayId) ?? 0;
      holdings.set(gatewayId, Math.max(granted, Math.min(before, lease.needed)));
      return LeaseResponse.create({ ...common, granted, remaining: Math.max(0, limit - others - granted) });
    }
    const back = lease.returned.reduce((sum, { units }) => sum + units, 0) - lease.overdrawn;
    const free = Math.max(0, limit - (spent.get(lease.dimension) ?? 0) + back);
    const granted = Math.min(lease.wanted, free);
    spent.set(lease.dimension, limit - free + granted);
    const retryAfterMs = granted < lease.needed ? 30_000 : 0;
    return LeaseResponse.create({ ...common, granted, remaining: free - granted, retryAfterMs });
  };

  const subscription = connection.subscribe(acquireLeases.subject, {
    callback: (_error: Error | null, message: Msg) => {
      const request = AcquireLeasesRequest.decode(message.data);
      asked.push(request);
      if (owner.silent) return;
      const leases = request.leases.map((lease) => grant(request.gatewayId, lease));
      const answer = () => void message.respond(AcquireLeasesResponse.encode({ leases }).finish());
      const delay = owner.delayMs();
      if (delay > 0) setTimeout(answer, delay);
      else answer();
    },
  });
  const owner: LeaseOwner = {
    asked,
    limits,
    delayMs: () => 0,
    leaseMs: 20_000,
    silent: false,
    stop: () => subscription.unsubscribe(),
  };
  await connection.flush();
  return owner;
}
