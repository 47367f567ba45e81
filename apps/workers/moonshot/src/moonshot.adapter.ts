import { openAiDialect } from '@belugapi/dialect-openai';

/** Moonshot over its OpenAI-compatible interface. */
export const moonshotAdapter = openAiDialect({ provider: 'moonshot', defaultBaseUrl: 'https://api.moonshot.ai/v1' });
