import { errorsSeen } from './errors-seen.js';

/** Limits as the admin API takes them; null takes one away. */
export interface LimitsBody {
  readonly requests_per_minute?: number | null;
  readonly tokens_per_minute?: number | null;
  readonly concurrent_requests?: number | null;
}

/** A key that the admin API has just made. */
export interface NewKey {
  readonly id: string;
  /** The bearer token. */
  readonly key: string;
  readonly public_id: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The admin API of one gateway, asked with any credential. */
export class AdminApi {
  /** Every bearer token that it was shown. */
  readonly secrets: string[] = [];

  constructor(
    private readonly url: string,
    private readonly credential: string,
  ) {}

  async call(method: string, path: string, body?: unknown): Promise<JsonAnswer> {
    const response = await fetch(`${this.url}/admin/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.credential}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { status, headers } = response;
    const answer = (await response.json()) as Record<string, unknown>;
    if (typeof answer['key'] === 'string') this.secrets.push(answer['key']);
    if (status !== 200) errorsSeen.push(JSON.stringify(answer));
    return { status, headers, body: answer };
  }

  /** Calls and insists on success. */
  async done<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.call(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Body;
  }

  createKey(fields: { limits?: LimitsBody; organization?: string } & Record<string, unknown> = {}): Promise<NewKey> {
    return this.done<NewKey>('POST', '/keys', { name: 'specimen', ...fields });
  }

  createOrganization(id: string, limits: LimitsBody = {}): Promise<unknown> {
    return this.done('POST', '/organizations', { id, limits });
  }

  change(id: string, change: object): Promise<unknown> {
    return this.done('PATCH', `/keys/${id}`, change);
  }

  revoke(id: string): Promise<unknown> {
    return this.done('POST', `/keys/${id}/revoke`);
  }
}
