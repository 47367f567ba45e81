import { openAiDialect } from '@belugapi/dialect-openai';

/** DeepSeek over its OpenAI-compatible interface. */
export const deepSeekAdapter = openAiDialect({ provider: 'deepseek', defaultBaseUrl: 'https://api.deepseek.com' });
