import { type LeaseRequest, LeaseDimension } from '@belugapi/contracts';

/** A request of the wire as the store takes it. */
export interface LeaseSubject {
  readonly kind: 'key' | 'organization';
  readonly id: string;
  /** As it stands in the database: `key:<id>`. */
  readonly name: string;
  readonly dimension: 'requests' | 'tokens' | 'concurrency';
}

const dimensions: Readonly<Partial<Record<LeaseDimension, LeaseSubject['dimension']>>> = {
  [LeaseDimension.REQUESTS]: 'requests',
  [LeaseDimension.TOKENS]: 'tokens',
  [LeaseDimension.CONCURRENCY]: 'concurrency',
};

/** Whose limit of which kind; undefined where the request does not say. */
export function leaseSubject({ subject, dimension }: LeaseRequest): LeaseSubject | undefined {
  const known = dimensions[dimension];
  if (!subject || !known || subject.value === '') return undefined;
  const kind = subject.$case === 'keyId' ? 'key' : 'organization';
  return { kind, id: subject.value, name: `${kind}:${subject.value}`, dimension: known };
}
