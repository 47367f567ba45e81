import type { Provider } from '../model-row.js';

/** How each provider's base URL ends, for help texts: the paths of its own API are appended to it. */
export const baseUrlForms: Readonly<Record<Provider, string>> = {
  openai: '…/v1',
  anthropic: 'without /v1',
  google: 'without a version',
  deepseek: 'without a version',
  zhipu: '…/api/paas/v4',
  minimax: '…/v1',
  moonshot: '…/v1',
  edge: '…/v1, an engine that speaks the OpenAI API',
};
