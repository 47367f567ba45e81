import { FailureCode, FinishReason } from '@belugapi/contracts';
import { openAiDialect, openAiOnly } from '@belugapi/dialect-openai';
import { readZhipuFailure } from './read-zhipu-failure.js';
import { toZhipuRequest } from './to-zhipu-request.js';

/** Zhipu's GLM at Z.ai (docs.z.ai/api-reference/llm/chat-completion); the same wire as at open.bigmodel.cn. */
export const zhipuAdapter = openAiDialect({
  provider: 'zhipu',
  defaultBaseUrl: 'https://api.z.ai/api/paas/v4',
  systemRole: 'system',
  lacks: [...openAiOnly, 'strictTools', 'textParts', 'names', 'nullContent', 'streamOptions', 'parallelToolCalls'],
  historyReasoning: true,
  remembersReasoning: true,
  adjustRequest: toZhipuRequest,
  readFailure: readZhipuFailure,
  finishReasons: {
    sensitive: FinishReason.CONTENT_FILTER,
    model_context_window_exceeded: FinishReason.LENGTH,
    network_error: { failure: FailureCode.UPSTREAM_ERROR },
  },
});
