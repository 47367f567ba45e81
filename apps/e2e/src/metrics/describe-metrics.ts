import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EmulatedVendor, RunningStack } from '@belugapi/testing';
import { repositoryRoot } from '@belugapi/up';
import { parse } from 'yaml';
import { eventually } from '../eventually.js';
import { AdminApi } from '../keys/admin-api.js';
import { readHeldStream } from '../read-held-stream.js';
import { ledgerRows } from '../money/ledger-rows.js';
import { scrape, type Scrape, total } from './scrape.js';

export interface MeteredStack {
  readonly stack: RunningStack;
  readonly vendor: EmulatedVendor;
  readonly model: string;
}

const read = (file: string) => readFileSync(path.join(repositoryRoot, file), 'utf8');
const route = '/v1/chat/completions';
const asked = 'where do whales sleep';
const nanoPerDollar = 1e9;

/** What a stack of a gateway and the worker of one vendor tells Prometheus, and its log, of known traffic. */
export function describeMetrics(metered: () => MeteredStack): void {
  describe('metrics', () => {
    let before: Scrape;
    let rest: Scrape;
    let rowsBefore = 0;
    let told: number[] = [];

    const post = (body: object, signal?: AbortSignal) =>
      fetch(`${metered().stack.url}${route}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${metered().stack.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: metered().model, messages: [{ role: 'user', content: asked }], ...body }),
        ...(signal && { signal }),
      });
    const admin = () => new AdminApi(metered().stack.url, metered().stack.adminKey);
    const change = (name: string, labels: Readonly<Record<string, string>> = {}) =>
      total(rest, name, labels) - total(before, name, labels);
    /** At rest: nothing runs, and all that ended is counted and booked. */
    const atRest = () =>
      eventually(async () => {
        const now = await scrape(metered().stack);
        for (const name of ['beluga_in_flight_streams', 'beluga_usage_pending', 'beluga_ledger_pending'])
          expect({ name, value: total(now, name) }).toEqual({ name, value: 0 });
        return now;
      });

    /** 4 streams that begin and 2 whole answers, of which 4 are complete; 3 refusals. */
    async function makeTraffic(): Promise<void> {
      const { vendor, model } = metered();
      for (const stream of [false, true, false, true]) {
        const whole = { tokens: 30, promptTokens: 20, cachedTokens: 5 };
        vendor.script(stream ? { ...whole, turn: { afterTokens: 10, then: 'hold' } } : whole);
        const response = await post({ stream, ...(stream && { stream_options: { include_usage: true } }) });
        const text = stream ? await readHeldStream(response, vendor) : await response.text();
        const [, prompt, answer] = /"prompt_tokens":(\d+),"completion_tokens":(\d+)/.exec(text) ?? [];
        told.push(Number(prompt) + Number(answer));
      }
      expect((await post({ temperature: 'hot' })).status).toBe(400);
      expect((await post({ model: `${model}-of-nobody` })).status).toBe(404);
      vendor.script({ kind: 'failure', status: 429 });
      expect((await post({})).status).toBe(429);
      vendor.script({ tokens: 20, turn: { afterTokens: 5, then: 'hold' } });
      const broken = await readHeldStream(await post({ stream: true }), vendor, { afterTokens: 5, then: 'disconnect' });
      expect(broken).toContain('"code":"upstream_error"');
      vendor.script({ tokens: 1_000, tokensPerSecond: 50 });
      const abort = new AbortController();
      await (await post({ stream: true }, abort.signal)).body?.getReader().read();
      abort.abort();
      await vendor.nextCancel();
    }

    beforeAll(async () => {
      before = await atRest();
      rowsBefore = (await ledgerRows(admin())).length;
      told = [];
      await makeTraffic();
      rest = await eventually(async () => {
        rest = await atRest();
        expect(change('beluga_http_requests_total', { route })).toBe(9);
        expect(change('beluga_ledger_rows_total')).toBe(7);
        return rest;
      });
    }, 60_000);

    it('count the requests, and how streams ended', () => {
      expect(change('beluga_http_requests_total', { route, status: '2xx' })).toBe(6);
      expect(change('beluga_http_requests_total', { route, status: '4xx' })).toBe(3);
      expect(change('beluga_request_duration_seconds_count', { route })).toBe(9);
      expect(change('beluga_stream_terminations_total')).toBe(4);
      for (const [reason, count] of Object.entries({ completed: 2, upstream_error: 1, client_gone: 1 }))
        expect(change('beluga_stream_terminations_total', { reason })).toBe(count);
      expect(change('beluga_client_disconnects_total')).toBe(1);
      expect(change('beluga_client_disconnects_total', { upstream_cancelled: 'true' })).toBe(1);
      expect(change('beluga_ratelimit_rejections_total')).toBe(0);
    });

    it('count the calls to the vendor by what became of them', () => {
      const calls = (outcome: string) => change('beluga_upstream_attempts_total', { provider: 'openai', outcome });
      expect([calls('ok'), calls('upstream_rate_limited'), calls('upstream_error'), calls('cancelled')]).toEqual([
        4, 1, 1, 1,
      ]);
      expect(change('beluga_upstream_attempts_total')).toBe(7);
    });

    it('time what was answered, and our own part in it', () => {
      const provider = 'openai';
      expect(change('beluga_time_to_first_token_seconds_count', { provider })).toBe(4);
      expect(change('beluga_inter_token_seconds_count', { provider })).toBe(2);
      expect(change('beluga_overhead_seconds_count', { provider })).toBe(4);
      const overhead = change('beluga_overhead_seconds_sum', { provider });
      expect(overhead).toBeGreaterThan(0);
      expect(overhead).toBeLessThan(change('beluga_request_duration_seconds_sum', { route, status: '2xx' }));
    });

    it('have the tokens that callers were told, and the tokens and cost that are in the ledger', async () => {
      const rows = (await ledgerRows(admin())).slice(rowsBefore);
      const sum = (figures: readonly number[]) => figures.reduce((one, other) => one + other, 0);
      const all = rows.map((row) => row.prompt_tokens + row.completion_tokens);
      const booked = rows.filter(({ outcome }) => outcome === 'completed');
      expect(told).toHaveLength(4);
      expect(sum(booked.map((row) => row.prompt_tokens + row.completion_tokens))).toBe(sum(told));
      expect(change('beluga_tokens_total')).toBe(sum(all));
      expect(change('beluga_tokens_total', { class: 'cache_read' })).toBe(20);
      const cost = sum(rows.map((row) => row.cost_nano_usd ?? 0));
      expect(cost).toBeGreaterThan(0);
      expect(change('beluga_cost_usd_total')).toBeCloseTo(cost / nanoPerDollar, 12);
    });

    it('say that all services have one catalogue and reach what they need', () => {
      const labelsOf = (name: string) =>
        [...rest.values()].flatMap((families) => families.get(name)?.samples ?? []).map(({ labels }) => labels);
      const catalogues = labelsOf('beluga_config_version').map(({ catalog }) => catalog);
      // auth reads none.
      expect(new Set(catalogues.filter(Boolean)).size).toBe(1);
      expect(catalogues.filter(Boolean)).toHaveLength(rest.size - 1);
      const dependencies = labelsOf('beluga_dependency_up').map(({ dependency }) => dependency);
      expect(new Set(dependencies)).toEqual(new Set(['nats', 'auth', 'database']));
      expect(total(rest, 'beluga_dependency_up')).toBe(dependencies.length);
    });

    it('are few, and hold nothing that a caller wrote', () => {
      const series = [...rest].map(
        ([service, families]) => [service, [...families.values()].flatMap(({ samples }) => samples)] as const,
      );
      // Of all services together.
      expect(series.reduce((sum, [, samples]) => sum + samples.length, 0)).toBeLessThan(1_000);
      expect(JSON.stringify(series)).not.toMatch(/of-nobody|whales|bapi_/);
    });

    it('stand beside one line for each request, which holds none of it either', async () => {
      const lines = await eventually(async () => {
        const output = metered().stack.output().split('\n');
        const found = output.filter((line) => line.includes('"msg":"request"') && line.includes(`"route":"${route}"`));
        expect(found.length).toBe(total(rest, 'beluga_http_requests_total', { route }));
        return found;
      });
      // In the order in which they were made, since each ended before the next but one began.
      const outcomes = lines.slice(-9).map((line) => /"(?:failure|outcome)":"(\w+)"/.exec(line)?.[1]);
      const answered = Array.from({ length: 4 }, () => 'completed');
      const refused = ['invalid_value', 'model_not_found', 'upstream_rate_limited'];
      expect(outcomes).toEqual([...answered, ...refused, 'upstream_error', 'cancelled']);
      expect(lines.join('\n')).not.toMatch(/of-nobody|whales|bapi_/);
    });

    const kindOf = (service: string) => (service.startsWith('worker-') ? 'workers' : service);
    const named = (text: string) => [...new Set(text.match(/\b(?:beluga|nodejs|process)_[a-z0-9_]+\b/g) ?? [])];

    it('that dashboards, rules and autoscaling name are exported', () => {
      const exported = new Set([...rest.values()].flatMap((families) => [...families.keys()]));
      const files = ['alerts.yml', 'grafana/dashboards/belugapi.json'].map((file) => `deploy/observability/${file}`);
      const templates = readdirSync(path.join(repositoryRoot, 'deploy/helm/belugapi/templates'));
      files.push('deploy/helm/belugapi/values.yaml');
      files.push(
        ...templates.filter((file) => file.endsWith('.yaml')).map((file) => `deploy/helm/belugapi/templates/${file}`),
      );
      const names = named(files.map(read).join('\n'));
      expect(names.length).toBeGreaterThan(20);
      const bare = (name: string) => (exported.has(name) ? name : name.replace(/_(bucket|sum|count)$/, ''));
      expect(names.filter((name) => !exported.has(bare(name)))).toEqual([]);
    });

    it('have a bound at every duration that a rule asks quantiles for', () => {
      const asked = read('deploy/observability/alerts.yml').matchAll(
        /histogram_quantile.*?(beluga_\w+)_bucket.*> ([\d.]+)/g,
      );
      const thresholds = [...asked].map(([, name = '', limit = '']) => [name, limit] as const);
      expect(thresholds).not.toEqual([]);
      const bounds = (name: string) =>
        [...rest.values()].flatMap((families) => families.get(name)?.samples ?? []).map(({ labels }) => labels['le']);
      for (const [name, limit] of thresholds)
        expect({ name, bounds: bounds(name) }).toEqual({
          name,
          bounds: expect.arrayContaining([limit]) as unknown,
        });
    });

    it('are listed in docs/operations.md, with who exports them and by which labels, and so is every alert', () => {
      const page = read('docs/operations.md');
      const rows = [...page.matchAll(/^\| `(beluga_\w+)` +\| ([\w, ]+?) +\| (.*?) +\|/gm)];
      const listed = Object.fromEntries(
        rows.map(([, name = '', services = '']) => [name, services.split(', ').toSorted()]),
      );
      const all = ['gateway', 'auth', 'billing', 'workers'];
      const exported: Record<string, string[]> = {};
      for (const [service, families] of rest)
        for (const name of named([...families.keys()].join('\n')).filter((name) => name.startsWith('beluga_')))
          exported[name] = [...new Set([...(exported[name] ?? []), kindOf(service)])].toSorted();
      for (const [name, services] of Object.entries(exported))
        if (services.length === all.length) exported[name] = ['all'];
      expect(listed).toEqual(exported);
      const labels = new Map(
        rows.map(([, name = '', , cell = '']) => [name, [...cell.matchAll(/\w+/g)].map(([word]) => word)]),
      );
      for (const [name, { samples }] of [...rest.values()].flatMap((families) => [...families]))
        for (const { labels: own } of name.startsWith('beluga_') ? samples : [])
          expect([
            name,
            Object.keys(own).filter((label) => label !== 'le' && !labels.get(name)?.includes(label)),
          ]).toEqual([name, []]);

      const alerts = parse(read('deploy/observability/alerts.yml')) as { groups: [{ rules: { alert: string }[] }] };
      const [, section = ''] = page.split('\n## Alerts\n');
      const described = [...section.matchAll(/^\| `([A-Z]\w+)` /gm)].map(([, name]) => name);
      expect(described).toEqual(alerts.groups[0].rules.map(({ alert }) => alert));
    });
  });
}
