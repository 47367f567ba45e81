import { priceUsage } from '@belugapi/completion';
import {
  type TokenUsage,
  type UsageEvent,
  type UsageOpened,
  type UsageSettled,
  UsageSubject,
} from '@belugapi/contracts';
import { type completionsOpen, type ledger, outcomes, settlers } from './billing-schema.js';
import type { PriceBook } from './price-book.js';
import { toUsageColumns } from './usage-columns.js';

export type OpenRow = typeof completionsOpen.$inferInsert;
export type SettledRow = typeof ledger.$inferInsert;

/** An event as the row it asks for; undefined where it names no completion or says nothing. */
export type UsageEntry = { readonly opened: OpenRow } | { readonly settled: SettledRow };

export function fromUsageEvent(event: UsageEvent, prices: PriceBook): UsageEntry | undefined {
  if (event.completionId === '' || event.event === undefined) return undefined;
  const { $case, value } = event.event;
  return $case === 'opened' ? { opened: fromOpened(event, value) } : { settled: fromSettled(event, value, prices) };
}

function fromOpened(event: UsageEvent, opened: UsageOpened): OpenRow {
  return {
    ...subjectColumns(event, opened.subject),
    ...toUsageColumns(bounded(opened.estimate)),
    stream: opened.stream,
    openedAt: momentOf(event),
  };
}

function fromSettled(event: UsageEvent, settled: UsageSettled, prices: PriceBook): SettledRow {
  const subject = subjectColumns(event, settled.subject);
  const usage = bounded(settled.usage);
  const price = prices(subject.servedModel);
  return {
    ...subject,
    ...toUsageColumns(usage),
    // The price that was used; a gateway of another release may have named another.
    priceVersion: price?.version ?? subject.priceVersion,
    costNanoUsd: price && (usage ? smaller(priceUsage(usage, price).total) : 0n),
    outcome: outcomes[settled.outcome] ?? 'unspecified',
    settler: settlers[settled.settler] ?? 'unspecified',
    deliveredOutput: settled.deliveredOutput ?? null,
    stream: settled.stream,
    finishReason: text(settled.finishReason),
    failureCode: text(settled.failureCode),
    timeToFirstTokenUs: settled.timeToFirstTokenUs,
    durationUs: settled.durationUs,
    settledAt: momentOf(event),
    createdAt: new Date(),
  };
}

function subjectColumns(event: UsageEvent, subject: UsageSubject = UsageSubject.create()) {
  return {
    completionId: text(event.completionId),
    attempt: event.attempt,
    keyId: text(subject.keyId),
    organizationId: text(subject.organizationId),
    model: text(subject.model),
    servedModel: text(subject.servedModel),
    provider: text(subject.provider),
    priceVersion: text(subject.priceVersion),
  };
}

// What follows keeps one odd event from failing its whole batch again and again.

const longestText = 512;
const largestCost = BigInt(Number.MAX_SAFE_INTEGER);
const firstMoment = Date.UTC(2020, 0);
const longestAhead = 86_400_000;

// PostgreSQL has no NUL in text.
function text(value: string): string {
  return value.replaceAll('\0', '').slice(0, longestText);
}

function smaller(cost: bigint): bigint {
  return cost > largestCost ? largestCost : cost;
}

function bounded(usage: TokenUsage | undefined): TokenUsage | undefined {
  const seconds = usage?.audioSeconds;
  if (!usage || seconds === undefined || (seconds >= 0 && seconds < 1e9)) return usage;
  return { ...usage, audioSeconds: undefined };
}

function momentOf({ atUnixMs }: UsageEvent): Date {
  const now = Date.now();
  return new Date(atUnixMs >= firstMoment && atUnixMs <= now + longestAhead ? atUnixMs : now);
}
