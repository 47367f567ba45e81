import type { LedgerRow } from '@belugapi/contracts';
import { type ledger, outcomes, settlers } from './billing-schema.js';
import { fromUsageColumns } from './usage-columns.js';

/** A row of the ledger as the bus carries it. */
export function toLedgerRow(row: typeof ledger.$inferSelect): LedgerRow {
  return {
    id: row.id,
    completionId: row.completionId,
    attempt: row.attempt,
    subject: {
      keyId: row.keyId,
      organizationId: row.organizationId,
      model: row.model,
      servedModel: row.servedModel,
      provider: row.provider,
      priceVersion: row.priceVersion,
    },
    outcome: outcomes.indexOf(row.outcome),
    settler: settlers.indexOf(row.settler),
    usage: fromUsageColumns(row),
    costNanoUsd: row.costNanoUsd === null ? undefined : Number(row.costNanoUsd),
    chargedNanoUsd: row.chargedNanoUsd === null ? undefined : Number(row.chargedNanoUsd),
    deliveredOutput: row.deliveredOutput ?? undefined,
    createdAtUnixMs: row.createdAt.getTime(),
    settledAtUnixMs: row.settledAt.getTime(),
    revisedAtUnixMs: row.revisedAt?.getTime(),
    stream: row.stream,
    failureCode: row.failureCode,
    finishReason: row.finishReason,
    timeToFirstTokenUs: row.timeToFirstTokenUs,
    durationUs: row.durationUs,
  };
}
