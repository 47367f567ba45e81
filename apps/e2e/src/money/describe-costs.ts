import { eventually } from '../eventually.js';
import type { AdminApi } from '../keys/admin-api.js';
import { readStream } from '../read-stream.js';
import { charged, type LedgerRow, ledgerRows } from './ledger-rows.js';

/** A stack that prices a model `odd` at figures that leave fractions. */
export interface CostStack {
  readonly url: string;
  readonly adminKey: string;
  readonly admin: AdminApi;
}

export const oddModel = 'odd';
export const oddPrices = { prices: { input: '0.1237', output: '1.7331', cacheRead: '0.0319', version: 'odd-1' } };

const nanoPerDollar = 1_000_000_000;
// Prompt, cached part of it, answer, reasoning inside it.
const figures = [
  [1_237, 0, 3, 0],
  [11, 7, 41, 13],
  [100_003, 90_001, 17, 5],
  [1, 0, 1, 0],
] as const;

interface Page {
  readonly data: readonly { readonly start_time: number; readonly results: readonly Record<string, unknown>[] }[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

/** What a call cost is told in its answer, kept in the ledger and added up by the usage API: all to the nano-dollar. */
export function describeCosts(stack: () => CostStack): void {
  describe('costs', () => {
    const organization = 'of-costs';
    let key = '';
    let rows: readonly LedgerRow[] = [];
    const told = new Map<string, number>();

    const post = (directive: object, fields: object) =>
      fetch(`${stack().url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          model: oddModel,
          messages: [{ role: 'user', content: JSON.stringify(directive) }],
          ...fields,
        }),
      });
    const read = (path: string, accept = 'application/json') =>
      fetch(`${stack().url}${path}`, { headers: { authorization: `Bearer ${stack().adminKey}`, accept } });

    beforeAll(async () => {
      await stack().admin.createOrganization(organization);
      ({ key } = await stack().admin.createKey({ organization }));
    });

    it('are the same in JSON, header, stream and ledger', async () => {
      for (const [promptTokens, cachedTokens, tokens, reasoningTokens] of figures) {
        const directive = { promptTokens, cachedTokens, tokens, reasoningTokens };
        const whole = await post(directive, {});
        const body = (await whole.json()) as { id: string; usage: { cost: number; cost_details: object } };
        told.set(body.id, body.usage.cost);
        expect(Number(whole.headers.get('x-beluga-cost'))).toBe(body.usage.cost);
        const classes = Object.values(body.usage.cost_details).map((cost) => Math.round(Number(cost) * nanoPerDollar));
        expect(classes.reduce((sum, nano) => sum + nano, 0)).toBe(Math.round(body.usage.cost * nanoPerDollar));

        const stream = await post(directive, { stream: true, stream_options: { include_usage: true } });
        const { usage, chunks } = readStream(await stream.text());
        const { cost } = usage as unknown as { cost: number };
        expect(cost).toBe(body.usage.cost);
        told.set(chunks[0]?.id ?? '', cost);
      }
      rows = await eventually(async () => {
        const found = await ledgerRows(stack().admin, { organization });
        expect(found).toHaveLength(figures.length * 2);
        return found;
      });
      const inLedger = rows.map((row) => [row.completion_id, (row.charged_nano_usd ?? 0) / nanoPerDollar]);
      expect(new Map(inLedger as [string, number][])).toEqual(told);
      expect(rows.every((row) => row.cost_nano_usd === row.charged_nano_usd && row.source === 'provider')).toBe(true);
    });

    /** All results of all pages, of two buckets each. */
    async function results(path: string, width: string): Promise<Record<string, unknown>[]> {
      const found: Record<string, unknown>[] = [];
      // In buckets of a minute, an hour would be thirty pages.
      const start = Math.floor(Date.now() / 1_000) - (width === '1d' ? 3 * 86_400 : 600);
      let pages = 0;
      for (let page: string | null = ''; page !== null;) {
        const query = new URLSearchParams({ start_time: String(start), bucket_width: width, limit: '2' });
        query.append('project_ids', organization);
        query.append('group_by', 'project_id');
        if (page) query.set('page', page);
        const answer = (await (await read(`${path}?${query.toString()}`)).json()) as Page;
        found.push(...answer.data.flatMap((bucket) => bucket.results));
        page = answer.has_more ? answer.next_page : null;
        pages += 1;
      }
      expect(pages).toBeGreaterThan(1);
      return found;
    }
    const sum = (objects: readonly Record<string, unknown>[], name: string) =>
      objects.reduce((total, object) => total + Number(object[name]), 0);

    it.each(['1m', '1d'])('add up in the usage API, in buckets of %s', async (width) => {
      const found = await results('/v1/organization/usage/completions', width);
      expect(sum(found, 'num_model_requests')).toBe(rows.length);
      expect(sum(found, 'input_tokens')).toBe(rows.reduce((total, row) => total + row.prompt_tokens, 0));
      expect(sum(found, 'output_tokens')).toBe(rows.reduce((total, row) => total + row.completion_tokens, 0));
      expect(new Set(found.map((result) => result['project_id']))).toEqual(new Set([organization]));
    });

    it('add up in the costs API', async () => {
      const found = await results('/v1/organization/costs', '1d');
      const values = found.map((result) => (result['amount'] as { value: number }).value);
      expect(Math.round(values.reduce((total, value) => total + value, 0) * nanoPerDollar)).toBe(charged(rows));
    });

    it('are rows of CSV', async () => {
      const response = await read(`/admin/v1/ledger?organization=${organization}`, 'text/csv');
      expect(response.headers.get('content-type')).toContain('text/csv');
      const [names = '', ...lines] = (await response.text()).trimEnd().split('\r\n');
      const column = (name: string) => lines.map((line) => line.split(',')[names.split(',').indexOf(name)]);
      expect(column('completion_id')).toEqual(rows.map((row) => row.completion_id));
      expect(column('charged_nano_usd')).toEqual(rows.map((row) => String(row.charged_nano_usd)));
      expect(new Set(column('price_version'))).toEqual(new Set(['odd-1']));
    });
  });
}
