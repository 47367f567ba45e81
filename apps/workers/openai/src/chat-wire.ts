import { openAiDialect } from '@belugapi/dialect-openai';
import { readPolicyFailure } from './read-policy-failure.js';

/** OpenAI on its Chat Completions wire: the dialect is its own, so nothing else has to be adjusted. */
export const chatWire = openAiDialect({
  provider: 'openai',
  defaultBaseUrl: 'https://api.openai.com/v1',
  readFailure: readPolicyFailure,
});
