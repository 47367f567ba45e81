import { openAiDialect } from '@belugapi/dialect-openai';

/** OpenAI on its Chat Completions wire: the dialect is its own, so nothing has to be adjusted. */
export const chatWire = openAiDialect({ provider: 'openai', defaultBaseUrl: 'https://api.openai.com/v1' });
