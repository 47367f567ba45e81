import { openAiDialect } from '@belugapi/dialect-openai';

/** Zhipu over its OpenAI-compatible interface. */
export const zhipuAdapter = openAiDialect({ provider: 'zhipu', defaultBaseUrl: 'https://api.z.ai/api/paas/v4' });
