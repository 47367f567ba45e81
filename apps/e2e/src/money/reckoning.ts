import type { Killing } from './killings.js';
import type { LedgerRow } from './ledger-rows.js';
import type { SeenEnd } from './mixed-callers.js';
import type { ServedCall } from './vendor-account.js';

export interface Accounts {
  readonly rows: readonly LedgerRow[];
  readonly served: readonly ServedCall[];
  readonly seen: readonly SeenEnd[];
  readonly killings: readonly Killing[];
  /** Of a row's key and model. */
  readonly serialOf: (row: LedgerRow) => number | undefined;
  /** Whether the caller of a serial left before the end. */
  readonly isLeft: (serial: number) => boolean;
  /** From when to when the caller of a serial had its call open, in Unix milliseconds. */
  readonly spanOf: (serial: number) => Span;
  /** How much of a time from one moment to another (Unix milliseconds) the vendor waited for its turn. */
  readonly waitedMs: (from: number, to: number) => number;
}

/** Unix milliseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

// How late a process may see that another one died: 40 to 120 ms, 250 ms with five processes waiting for each core.
const noticeMs = 500;

/** Where the ledger and the vendor's account differ. */
export interface Reckoning {
  /** Everything in which they do, in words. */
  readonly problems: readonly string[];
  /** Of calls that nobody saw the end of: the longest from a death to that end. */
  readonly noticedAfterMs: number;
}

/** Compares the ledger with the vendor's account. */
export function reckon(accounts: Accounts): Reckoning {
  const { rows, served, seen, killings, serialOf, isLeft, spanOf, waitedMs } = accounts;
  const problems: string[] = [];
  const attempts = new Set<string>();
  const rowsBySerial = new Map<number, LedgerRow[]>();
  for (const row of rows) {
    const attempt = `${row.completion_id}/${row.attempt}`;
    if (attempts.has(attempt)) problems.push(`double: ${attempt}`);
    attempts.add(attempt);
    const serial = serialOf(row);
    if (serial === undefined) problems.push(`unknown: ${attempt}`);
    else rowsBySerial.set(serial, [...(rowsBySerial.get(serial) ?? []), row]);
  }

  // Figures of the vendor's, each of one call, and each in one row.
  const billed = new Map<number, LedgerRow>();
  for (const row of rows.filter(({ source }) => source === 'provider')) {
    if (billed.has(row.prompt_tokens)) problems.push(`double: the figures of call ${row.prompt_tokens}`);
    billed.set(row.prompt_tokens, row);
  }
  const calls = new Map(served.map((call) => [call.promptTokens, call]));
  for (const [promptTokens, row] of billed) {
    const call = calls.get(promptTokens);
    if (!call) problems.push(`invented: ${row.completion_id} has figures that the vendor never told`);
    else if (call.serial !== serialOf(row))
      problems.push(`mistaken: ${row.completion_id} has the figures of ${call.serial}`);
    else if (call.tokens !== row.completion_tokens)
      problems.push(`wrong: ${row.completion_id} has ${row.completion_tokens} tokens of ${call.tokens}`);
  }

  // As many rows that used something as calls, for every completion.
  for (const [serial, group] of Map.groupBy(served, (call) => call.serial)) {
    const own = rowsBySerial.get(serial) ?? [];
    const used = own.filter((row) => row.prompt_tokens > 0);
    if (used.length < group.length) {
      const told = own.map((row) => `${row.attempt} ${row.outcome} ${row.error} ${row.source} ${row.prompt_tokens}`);
      const vendor = group.map(({ request }) => `${request.outcome} from ${request.receivedAt} to ${request.endedAt}`);
      const died = killings.map(({ service, at }) => `${service} ${at}`);
      problems.push(
        `lost: ${group.length} calls of ${serial} (${vendor.join(', ')}), rows: ${told.join(', ') || 'none'}; deaths: ${died.join(', ')}`,
      );
    }
    if (new Set(own.map((row) => row.completion_id)).size > 1) problems.push(`two completions of call ${serial}`);
  }

  for (const { id, call, promptTokens, completionTokens } of seen) {
    const row = billed.get(promptTokens);
    if (row?.completion_id !== id || row.completion_tokens !== completionTokens || row.outcome !== 'completed') {
      problems.push(`seen by its caller, not in the ledger: ${id} (${call.serial})`);
    }
  }
  const deaths = killings.filter(({ service }) => !['billing', 'nats'].includes(service)).map(({ at }) => at);
  const counts = new Map<number, number>();
  for (const { serial } of served) counts.set(serial, (counts.get(serial) ?? 0) + 1);
  for (const [serial, own] of rowsBySerial) {
    const used = own.filter((row) => row.prompt_tokens > 0).length;
    const { from, to } = spanOf(serial);
    // A reply that NATS took with it leaves open whether a worker has called.
    const isDoubtful = isLeft(serial) || killings.some(({ at }) => at > from - noticeMs && at < to + noticeMs);
    if (!isDoubtful && used > (counts.get(serial) ?? 0)) problems.push(`overbooked: ${used} rows of call ${serial}`);
  }
  let noticedAfterMs = 0;
  for (const call of served) {
    const { promptTokens, serial, request } = call;
    if (request.outcome !== 'finished' || billed.has(promptTokens) || isLeft(serial)) continue;
    const { receivedAt, endedAt = 0 } = request;
    // A vendor may hand its end to the socket of a process that is dead, until it hears so.
    const sinceDeathMs = Math.min(
      ...deaths.map((at) => Math.abs(endedAt - at) - waitedMs(Math.min(at, endedAt), Math.max(at, endedAt))),
    );
    if (sinceDeathMs < noticeMs) {
      noticedAfterMs = Math.max(noticedAfterMs, Math.round(sinceDeathMs));
      continue;
    }
    const took = Math.round(endedAt - receivedAt);
    const since = killings.map(({ service, at }) => `${service} ${Math.round(endedAt - at)} ms`);
    problems.push(
      `finished while nobody died, not billed: call ${promptTokens} of ${serial}; it took ${took} ms and ended after ${since.join(', ')}`,
    );
  }
  return { problems, noticedAfterMs };
}
