import type { AdminApi } from '../keys/admin-api.js';

/** A row of GET /admin/v1/ledger. */
export interface LedgerRow {
  readonly id: number;
  readonly completion_id: string;
  readonly attempt: number;
  readonly key_id: string;
  readonly organization_id: string;
  readonly model: string;
  readonly outcome: string;
  readonly error: string | null;
  readonly source: 'provider' | 'estimated';
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cost_nano_usd: number | null;
  readonly charged_nano_usd: number | null;
}

interface Page {
  readonly data: readonly LedgerRow[];
  readonly has_more: boolean;
  readonly last_id: number | null;
}

const pageSize = 1_000;

/** Every row, by key or organisation where one is given, over all pages. */
export async function ledgerRows(
  admin: AdminApi,
  filter: { readonly key?: string; readonly organization?: string } = {},
): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for (let after = 0; ; after = rows.at(-1)?.id ?? after) {
    const query = new URLSearchParams({ ...filter, after: String(after), limit: String(pageSize) });
    const page = await admin.done<Page>('GET', `/ledger?${query.toString()}`);
    rows.push(...page.data);
    if (!page.has_more) return rows;
  }
}

/** Nano-dollars that rows charge. */
export function charged(rows: readonly LedgerRow[]): number {
  return rows.reduce((sum, row) => sum + (row.charged_nano_usd ?? 0), 0);
}
