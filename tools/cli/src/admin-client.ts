import type { GatewayAccess } from './find-gateway-config.js';
import { RequestError } from './request-error.js';

/** A JSON object as the admin API answers with it. */
export type AdminObject = Readonly<Record<string, unknown>>;

const usualTimeoutMs = 15_000;

export interface CallOptions {
  /** Default 15,000. */
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the admin API; `ends` ends what is under way, and all that would follow. */
export class AdminClient {
  constructor(
    private readonly access: GatewayAccess,
    private readonly ends?: AbortSignal,
  ) {}

  /** @throws {RequestError} with the gateway's own message, or that it cannot be reached. */
  async call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object,
    { timeoutMs = usualTimeoutMs, headers: further = {} }: CallOptions = {},
  ): Promise<AdminObject> {
    const { url, adminKey } = this.access;
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', ...further };
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(this.ends ? [this.ends] : [])]);
    let response: Response;
    try {
      response = await fetch(`${url}${path}`, {
        method,
        headers,
        signal,
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      });
    } catch (error) {
      throw new RequestError(`${url} cannot be reached: ${reasonOf(error)}`);
    }
    const answer = (await response.json().catch(() => ({}))) as AdminObject;
    if (response.ok) return answer;
    throw new RequestError(describe(answer['error'], response.status));
  }

  /** Rows of a list: one page, or all of them. */
  async list(path: string, query: Readonly<Record<string, string>>, all: boolean): Promise<AdminObject[]> {
    const rows: AdminObject[] = [];
    let after: unknown;
    for (;;) {
      const search = new URLSearchParams({ ...query, ...(typeof after === 'string' && { after }) });
      const page = await this.call('GET', `${path}?${search.toString()}`);
      rows.push(...(page['data'] as AdminObject[]));
      after = page['last_id'];
      if (!all || page['has_more'] !== true) return rows;
    }
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? 'no reason is known';
}

function describe(error: unknown, status: number): string {
  const { message, param } = (error ?? {}) as { message?: string; param?: string | null };
  return `${message ?? 'the gateway refused'} (HTTP ${status}${param ? `, ${param}` : ''})`;
}
