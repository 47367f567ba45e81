import { FailureCode } from '@belugapi/contracts';
import { openAiDialect, openAiOnly } from '@belugapi/dialect-openai';
import { readDeepSeekFailure } from './read-deepseek-failure.js';
import { readDeepSeekUsage } from './read-deepseek-usage.js';
import { toDeepSeekRequest } from './to-deepseek-request.js';

/** DeepSeek (api-docs.deepseek.com), and the hosts of its open weights. */
export const deepSeekAdapter = openAiDialect({
  provider: 'deepseek',
  defaultBaseUrl: 'https://api.deepseek.com',
  systemRole: 'system',
  lacks: [...openAiOnly, 'strictTools', 'textParts', 'nullContent', 'parallelToolCalls'],
  historyReasoning: true,
  remembersReasoning: true,
  adjustRequest: toDeepSeekRequest,
  readUsage: readDeepSeekUsage,
  readFailure: readDeepSeekFailure,
  finishReasons: { insufficient_system_resource: { failure: FailureCode.UPSTREAM_ERROR } },
});
