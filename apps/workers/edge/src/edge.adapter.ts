import { openAiDialect, openAiOnly } from '@belugapi/dialect-openai';
import type { ProviderAdapter } from '@belugapi/provider-spec';
import { adjustEngineAnswer } from './adjust-engine-answer.js';
import { readEngineFailure } from './read-engine-failure.js';
import { rerouteEngineRequest } from './reroute-engine-request.js';
import { toEngineRequest } from './to-engine-request.js';

/** Any OpenAI-compatible engine: vLLM, SGLang, llama-server, TGI, or a host of open weights (Cerebras, Groq). */
export const edgeAdapter: ProviderAdapter = {
  ...openAiDialect({
    provider: 'edge',
    defaultBaseUrl: 'http://127.0.0.1:8000/v1',
    // The engines render chat templates, and those know system, not developer.
    systemRole: 'system',
    lacks: [...openAiOnly, 'textParts'],
    historyReasoning: true,
    adjustRequest: toEngineRequest,
    adjustAnswer: adjustEngineAnswer,
    readFailure: readEngineFailure,
  }),
  reroute: rerouteEngineRequest,
};
