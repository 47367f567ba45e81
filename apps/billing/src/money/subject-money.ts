import { type MoneyLeaseRequest, MoneyLeaseResponse } from '@belugapi/contracts';
import { nanoNumber } from '../balances/nano-number.js';
import type { moneyLeases } from '../billing-schema.js';
import { type Balance, type MoneyLeft, tightestBound } from './money-bounds.js';

export type Lease = typeof moneyLeases.$inferSelect;

/** Whose request it is. */
export interface Asker {
  readonly gatewayId: string;
  readonly sequence: number;
  /** The id that a new lease gets. */
  readonly newId: () => number;
}

const leaseMs = 60_000;
// A reserve takes this part of what is left, so that it shrinks as the limit nears.
const reservePart = 8n;

/**
 * What a key or an organisation may still spend: its tightest limit, less what it spent, less what all gateways hold of it.
 * Leases are changed here and written by the caller, who has locked the balance.
 */
export class SubjectMoney {
  private readonly leases: Map<number, Lease>;
  private readonly touched = new Set<Lease>();

  /** `now`: by the one clock that all replicas share. */
  constructor(
    private readonly balance: Balance,
    leases: readonly Lease[],
    private readonly now: Date,
  ) {
    this.leases = new Map(leases.map((lease) => [lease.id, { ...lease }]));
  }

  /** Takes note of what a gateway says of its lease, and grants what it asks for as far as there is so much. */
  lease(request: MoneyLeaseRequest, asker: Asker): MoneyLeaseResponse {
    const bound = tightestBound(this.balance, request.limits, this.now);
    const known = this.leases.get(request.lease);
    const own = known?.gatewayId === asker.gatewayId ? known : undefined;
    if (own && own.sequence >= asker.sequence) return this.answer(own, 0n, bound);
    if (own) this.restate(own, BigInt(request.settledNanoUsd) + BigInt(request.heldNanoUsd), asker);
    if (!bound) return this.answer(own, 0n, bound);
    // What is reserved for requests that run counts, lease or no lease.
    const lease = own ?? this.begin(BigInt(request.heldNanoUsd), asker);
    const granted = this.grant(request, bound);
    lease.granted += granted;
    if (!own && lease.granted === 0n) this.forget(lease);
    return this.answer(lease, granted, bound);
  }

  /** The leases to be written. */
  changed(): Lease[] {
    return [...this.touched];
  }

  private restate(lease: Lease, granted: bigint, { sequence }: Asker): void {
    Object.assign(lease, { granted, sequence, expiresAt: new Date(this.now.getTime() + leaseMs) });
    this.touched.add(lease);
  }

  private begin(held: bigint, asker: Asker): Lease {
    const { subject } = this.balance;
    const { gatewayId, sequence } = asker;
    const lease = { id: asker.newId(), subject, gatewayId, granted: held, taken: 0n, sequence, expiresAt: this.now };
    this.leases.set(lease.id, lease);
    this.restate(lease, held, asker);
    return lease;
  }

  private forget(lease: Lease): void {
    this.leases.delete(lease.id);
    this.touched.delete(lease);
  }

  private grant({ leastNanoUsd, neededNanoUsd, wantedNanoUsd }: MoneyLeaseRequest, { left }: MoneyLeft): bigint {
    const free = this.free(left);
    const [least, needed, wanted] = [BigInt(leastNanoUsd), BigInt(neededNanoUsd), BigInt(wantedNanoUsd)];
    if (free < needed) {
      // Less than the smallest request takes would only be kept from the others.
      return free >= least ? free : 0n;
    }
    const reserve = (free - needed) / reservePart;
    return needed + (wanted - needed < reserve ? atLeastZero(wanted - needed) : reserve);
  }

  private free(left: bigint): bigint {
    let free = left;
    for (const { granted, taken } of this.leases.values()) free -= atLeastZero(granted - taken);
    return atLeastZero(free);
  }

  private answer(lease: Lease | undefined, granted: bigint, bound: MoneyLeft | undefined): MoneyLeaseResponse {
    return MoneyLeaseResponse.create({
      unlimited: bound === undefined,
      lease: lease && this.leases.has(lease.id) ? lease.id : 0,
      grantedNanoUsd: nanoNumber(granted),
      remainingNanoUsd: bound && nanoNumber(this.free(bound.left)),
      unspentNanoUsd: bound && nanoNumber(atLeastZero(bound.left)),
      bound: bound?.bound,
      limitNanoUsd: bound && nanoNumber(atLeastZero(bound.limit)),
      expiresAfterMs: leaseMs,
    });
  }
}

function atLeastZero(nano: bigint): bigint {
  return nano > 0n ? nano : 0n;
}
