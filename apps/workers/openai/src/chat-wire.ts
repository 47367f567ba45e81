import { openAiDialect, readUsage } from '@belugapi/dialect-openai';
import { readPolicyFailure } from './read-policy-failure.js';

/**
 * OpenAI on its Chat Completions wire: the dialect is its own. A model that searches does so for every answer; the search
 * is billed apart and stands in no usage.
 */
export const chatWire = openAiDialect({
  provider: 'openai',
  defaultBaseUrl: 'https://api.openai.com/v1',
  readFailure: readPolicyFailure,
  readUsage: (usage, { row }) => ({
    ...readUsage(usage),
    ...(row?.prices?.webSearch !== undefined && { webSearches: 1 }),
  }),
});
