import { LeaseDimension, type LeaseRequest, type Limits, type Principal } from '@belugapi/contracts';

/** One limit that a request has to keep. */
export interface LimitedSubject {
  /** Unique over subjects and dimensions. */
  readonly name: string;
  readonly subject: NonNullable<LeaseRequest['subject']>;
  readonly dimension: LeaseDimension;
  readonly limit: number;
}

const of = (limits: Limits | undefined): readonly (readonly [LeaseDimension, number | undefined])[] => [
  [LeaseDimension.REQUESTS, limits?.requestsPerMinute],
  [LeaseDimension.TOKENS, limits?.tokensPerMinute],
  [LeaseDimension.CONCURRENCY, limits?.concurrentRequests],
];

const known = new WeakMap<Principal, readonly LimitedSubject[]>();

/** Every limit of a key and of its organisation; none for most. A principal is a snapshot, so this is found out once for each. */
export function limitedSubjects(principal: Principal): readonly LimitedSubject[] {
  let subjects = known.get(principal);
  if (!subjects) known.set(principal, (subjects = read(principal)));
  return subjects;
}

function read({ keyId, organizationId, keyLimits, organizationLimits }: Principal): readonly LimitedSubject[] {
  const both = [
    { subject: { $case: 'keyId' as const, value: keyId }, limits: keyLimits },
    { subject: { $case: 'organizationId' as const, value: organizationId }, limits: organizationLimits },
  ];
  return both.flatMap(({ subject, limits }) =>
    of(limits).flatMap(([dimension, limit]) =>
      limit === undefined
        ? []
        : [{ name: `${subject.$case} ${subject.value} ${dimension}`, subject, dimension, limit }],
    ),
  );
}
