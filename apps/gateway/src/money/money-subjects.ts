import type { MoneyLeaseRequest, MoneyLimits, Principal } from '@belugapi/contracts';

/** Somebody whose money a request spends. */
export interface MoneySubject {
  /** Unique over keys and organisations. */
  readonly name: string;
  readonly subject: NonNullable<MoneyLeaseRequest['subject']>;
  readonly limits: MoneyLimits | undefined;
  /** Of a key; absent for an organisation. */
  readonly publicId: string | undefined;
}

const known = new WeakMap<Principal, readonly MoneySubject[]>();

/**
 * The key, where it has a limit on money, and the organisation, which may have credit that only billing knows of. A
 * principal is a snapshot, so this is found out once for each.
 */
export function moneySubjects(principal: Principal): readonly MoneySubject[] {
  let subjects = known.get(principal);
  if (!subjects) known.set(principal, (subjects = read(principal)));
  return subjects;
}

function read({ keyId, publicId, organizationId, keyLimits, organizationLimits }: Principal): readonly MoneySubject[] {
  const organization: MoneySubject = {
    name: `organization:${organizationId}`,
    subject: { $case: 'organizationId', value: organizationId },
    limits: limitsOf(organizationLimits?.money),
    publicId: undefined,
  };
  const limits = limitsOf(keyLimits?.money);
  if (!limits) return [organization];
  return [{ name: `key:${keyId}`, subject: { $case: 'keyId', value: keyId }, limits, publicId }, organization];
}

function limitsOf(money: MoneyLimits | undefined): MoneyLimits | undefined {
  const limited = [money?.totalNanoUsd, money?.dailyNanoUsd, money?.monthlyNanoUsd].some((nano) => nano !== undefined);
  return limited ? money : undefined;
}
