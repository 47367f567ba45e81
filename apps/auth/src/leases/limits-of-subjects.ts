import type { Database } from '@belugapi/service-kit';
import { inArray } from 'drizzle-orm';
import { apiKeys, organizations } from '../auth-schema.js';
import type { LeaseSubject } from './lease-subject.js';

/** Limits by subject name and dimension; a limit that is not there is none. */
export type SubjectLimits = ReadonlyMap<string, Readonly<Record<LeaseSubject['dimension'], number | null>>>;

/** What the subjects may spend, as the database has it now. */
export async function limitsOfSubjects(database: Database, subjects: readonly LeaseSubject[]): Promise<SubjectLimits> {
  const idsOf = (kind: LeaseSubject['kind']) => [
    ...new Set(subjects.filter((subject) => subject.kind === kind).map(({ id }) => id)),
  ];
  const limits = new Map<string, Readonly<Record<LeaseSubject['dimension'], number | null>>>();
  for (const [kind, table] of [['key', apiKeys] as const, ['organization', organizations] as const]) {
    const ids = idsOf(kind);
    if (ids.length === 0) continue;
    const rows = await database
      .select({
        id: table.id,
        requests: table.requestsPerMinute,
        tokens: table.tokensPerMinute,
        concurrency: table.concurrentRequests,
      })
      .from(table)
      .where(inArray(table.id, ids));
    for (const { id, ...row } of rows) limits.set(`${kind}:${id}`, row);
  }
  return limits;
}
