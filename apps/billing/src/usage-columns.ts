import { TokenUsage, UsageSource } from '@belugapi/contracts';
import { type ledger, usageSources } from './billing-schema.js';

type UsageColumns = Pick<
  typeof ledger.$inferSelect,
  | 'source'
  | 'uncachedInput'
  | 'cacheRead'
  | 'cacheWrite'
  | 'cacheWriteLong'
  | 'audioInput'
  | 'imageInput'
  | 'visibleOutput'
  | 'reasoning'
  | 'audioOutput'
  | 'webSearches'
  | 'audioSeconds'
>;

/** A usage as columns; without one all of them are null. */
export function toUsageColumns(usage: TokenUsage | undefined): UsageColumns {
  return {
    source: usageSources[usage?.source ?? UsageSource.UNSPECIFIED] ?? 'unspecified',
    uncachedInput: usage?.uncachedInput ?? null,
    cacheRead: usage?.cacheRead ?? null,
    cacheWrite: usage?.cacheWrite ?? null,
    cacheWriteLong: usage?.cacheWriteLong ?? null,
    audioInput: usage?.audioInput ?? null,
    imageInput: usage?.imageInput ?? null,
    visibleOutput: usage?.visibleOutput ?? null,
    reasoning: usage?.reasoning ?? null,
    audioOutput: usage?.audioOutput ?? null,
    webSearches: usage?.webSearches ?? null,
    audioSeconds: usage?.audioSeconds ?? null,
  };
}

/** The usage that {@link toUsageColumns} was given. */
export function fromUsageColumns(columns: UsageColumns): TokenUsage | undefined {
  if (columns.uncachedInput === null || columns.visibleOutput === null) return undefined;
  return TokenUsage.create({
    source: usageSources.indexOf(columns.source),
    uncachedInput: columns.uncachedInput,
    cacheRead: columns.cacheRead ?? undefined,
    cacheWrite: columns.cacheWrite ?? undefined,
    cacheWriteLong: columns.cacheWriteLong ?? undefined,
    audioInput: columns.audioInput ?? undefined,
    imageInput: columns.imageInput ?? undefined,
    visibleOutput: columns.visibleOutput,
    reasoning: columns.reasoning ?? undefined,
    audioOutput: columns.audioOutput ?? undefined,
    webSearches: columns.webSearches ?? undefined,
    audioSeconds: columns.audioSeconds ?? undefined,
  });
}
