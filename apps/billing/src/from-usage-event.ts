import {
  type TokenUsage,
  type UsageEvent,
  type UsageOpened,
  type UsageSettled,
  UsageSubject,
} from '@belugapi/contracts';
import { outcomes, settlers } from './billing-schema.js';
import type { Opening, Settlement } from './ledger-entry.js';
import { pricedEntry, type Tariff } from './tariff.js';
import { toUsageColumns } from './usage-columns.js';

/** An event as what it asks to be booked. */
export type UsageEntry = { readonly opened: Opening } | { readonly settled: Settlement };

/** Reads an event; undefined where it names no completion or says nothing. */
export function fromUsageEvent(event: UsageEvent, tariff: Tariff): UsageEntry | undefined {
  if (event.completionId === '' || event.event === undefined) return undefined;
  const { $case, value } = event.event;
  return $case === 'opened' ? { opened: fromOpened(event, value) } : { settled: fromSettled(event, value, tariff) };
}

function fromOpened(event: UsageEvent, opened: UsageOpened): Opening {
  return {
    ...subjectColumns(event, opened.subject),
    ...toUsageColumns(bounded(opened.estimate)),
    stream: opened.stream,
    openedAt: momentOf(event),
  };
}

function fromSettled(event: UsageEvent, settled: UsageSettled, tariff: Tariff): Settlement {
  const entry = {
    ...subjectColumns(event, settled.subject),
    ...toUsageColumns(bounded(settled.usage)),
    outcome: outcomes[settled.outcome] ?? 'unspecified',
    settler: settlers[settled.settler] ?? 'unspecified',
    deliveredOutput: settled.deliveredOutput ?? null,
    takenNanoUsd: settled.money ? BigInt(settled.money.amountNanoUsd) : null,
    stream: settled.stream,
    finishReason: text(settled.finishReason),
    failureCode: text(settled.failureCode),
    timeToFirstTokenUs: settled.timeToFirstTokenUs,
    durationUs: settled.durationUs,
    settledAt: momentOf(event),
  };
  return { entry: pricedEntry(entry, tariff), leases: settled.money?.leases ?? [] };
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
const firstMoment = Date.UTC(2020, 0);
const longestAhead = 86_400_000;

// PostgreSQL has no NUL in text.
function text(value: string): string {
  return value.replaceAll('\0', '').slice(0, longestText);
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
