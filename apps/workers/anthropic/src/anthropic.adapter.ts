import { anthropicDialect } from '@belugapi/dialect-anthropic';

/** Anthropic on its Messages wire: the dialect is its own, so nothing has to be adjusted. */
export const anthropicAdapter = anthropicDialect({
  provider: 'anthropic',
  defaultBaseUrl: 'https://api.anthropic.com',
});
