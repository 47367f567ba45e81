import type { Provider } from '../model-row.js';

/** A call that costs nothing and that a vendor answers to a good key alone. */
export interface ModelListCall {
  /** To be appended to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a provider is asked for its list of models (their API references, as of November 2026). */
export function modelListOf(provider: Provider, key: string): ModelListCall {
  return modelLists[provider]?.(key) ?? { path: '/models', headers: { authorization: `Bearer ${key}` } };
}

const modelLists: Partial<Record<Provider, (key: string) => ModelListCall>> = {
  anthropic: (key) => ({ path: '/v1/models', headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01' } }),
  google: (key) => ({ path: '/v1beta/models', headers: { 'x-goog-api-key': key } }),
};
