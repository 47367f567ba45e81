import { type Provider, providers } from '@belugapi/model-catalog';

/** How the base URL of each vendor ends, behind the provider's name. */
const endings: Readonly<Record<Provider, string>> = {
  openai: '/v1',
  anthropic: '',
  google: '',
  deepseek: '',
  zhipu: '/api/paas/v4',
  minimax: '/v1',
  moonshot: '/v1',
  edge: '/v1',
};

/**
 * The variables that point every worker at one emulated vendor, each at paths that begin with its provider's name and with
 * a key of its own, `<provider>-key`.
 */
export function vendorEnvironment({ url }: { readonly url: string }): Record<string, string> {
  return Object.fromEntries(
    providers.flatMap((provider) => [
      [`${provider.toUpperCase()}_BASE_URL`, `${url}/${provider}${endings[provider]}`],
      [`${provider.toUpperCase()}_API_KEY`, `${provider}-key`],
    ]),
  ) as Record<string, string>;
}
