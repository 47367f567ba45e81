import { openAiDialect } from '@belugapi/dialect-openai';

/** MiniMax over its OpenAI-compatible interface. */
export const miniMaxAdapter = openAiDialect({ provider: 'minimax', defaultBaseUrl: 'https://api.minimax.io/v1' });
