import { type LedgerRow, TokenUsage, UsageSource } from '@belugapi/contracts';
import { completionTokens, promptTokens } from '@belugapi/completion';
import { outcomeWord } from '../generations/outcome-word.js';

type Cell = string | number | boolean | null;

/** A row of the ledger as administrators see it: flat, so that JSON and CSV hold the same. */
export function ledgerRowBody(row: LedgerRow): Record<string, Cell> {
  const { subject, usage: told } = row;
  const usage = told ?? TokenUsage.create({});
  return {
    id: row.id,
    completion_id: row.completionId,
    attempt: row.attempt,
    key_id: subject?.keyId ?? null,
    organization_id: subject?.organizationId ?? null,
    model: subject?.model ?? null,
    served_model: subject?.servedModel ?? null,
    provider: subject?.provider ?? null,
    outcome: outcomeWord(row.outcome),
    error: row.failureCode || null,
    finish_reason: row.finishReason || null,
    source: usage.source === UsageSource.PROVIDER ? 'provider' : 'estimated',
    stream: row.stream,
    prompt_tokens: promptTokens(usage),
    completion_tokens: completionTokens(usage),
    cached_tokens: usage.cacheRead ?? 0,
    cache_write_tokens: (usage.cacheWrite ?? 0) + (usage.cacheWriteLong ?? 0),
    reasoning_tokens: usage.reasoning ?? 0,
    audio_tokens: (usage.audioInput ?? 0) + (usage.audioOutput ?? 0),
    web_searches: usage.webSearches ?? 0,
    cost_nano_usd: row.costNanoUsd ?? null,
    charged_nano_usd: row.chargedNanoUsd ?? null,
    price_version: subject?.priceVersion || null,
    time_to_first_token_ms: row.timeToFirstTokenUs / 1_000,
    duration_ms: row.durationUs / 1_000,
    created_at: Math.floor(row.createdAtUnixMs / 1_000),
    revised_at: row.revisedAtUnixMs === undefined ? null : Math.floor(row.revisedAtUnixMs / 1_000),
  };
}

const columns = Object.keys(
  ledgerRowBody({
    id: 0,
    completionId: '',
    attempt: 0,
    subject: undefined,
    outcome: 0,
    settler: 0,
    usage: undefined,
    createdAtUnixMs: 0,
    stream: false,
    failureCode: '',
    finishReason: '',
    timeToFirstTokenUs: 0,
    durationUs: 0,
    settledAtUnixMs: 0,
  }),
);

/** Rows as CSV (RFC 4180) with a line of names. */
export function ledgerCsv(rows: readonly LedgerRow[]): string {
  const lines = rows.map((row) => {
    const body = ledgerRowBody(row);
    return columns.map((column) => csvCell(body[column] ?? '')).join(',');
  });
  return [columns.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

// A cell that begins like a formula would be one in a spreadsheet.
function csvCell(value: Cell): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
