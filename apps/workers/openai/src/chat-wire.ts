import { openAiDialect, readUsage } from '@belugapi/dialect-openai';
import { readPolicyFailure } from './read-policy-failure.js';

/** OpenAI on its Chat Completions wire: the dialect is its own, but for the searches that stand in no usage. */
export const chatWire = openAiDialect({
  provider: 'openai',
  defaultBaseUrl: 'https://api.openai.com/v1',
  readFailure: readPolicyFailure,
  readUsage: (usage, { row }) => {
    // An operator who only says what a search costs means one.
    const priced = row?.prices?.webSearch === undefined ? undefined : 1;
    const webSearches = row?.counting?.searches ?? priced;
    return { ...readUsage(usage), ...(webSearches !== undefined && { webSearches }) };
  },
});
