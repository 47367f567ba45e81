import { openAiDialect, openAiOnly } from '@belugapi/dialect-openai';
import type { ProviderAdapter } from '@belugapi/provider-spec';
import { adjustMoonshotAnswer } from './adjust-moonshot-answer.js';
import { readMoonshotFailure } from './read-moonshot-failure.js';
import { readMoonshotUsage } from './read-moonshot-usage.js';
import { rerouteMoonshotRequest } from './reroute-moonshot-request.js';
import { toMoonshotRequest } from './to-moonshot-request.js';

/** Moonshot's Kimi (platform.kimi.ai/docs/api/chat), and the hosts of its open weights. */
export const moonshotAdapter: ProviderAdapter = {
  ...openAiDialect({
    provider: 'moonshot',
    defaultBaseUrl: 'https://api.moonshot.ai/v1',
    systemRole: 'system',
    lacks: [...openAiOnly, 'strictTools', 'parallelToolCalls'],
    historyReasoning: true,
    remembersReasoning: true,
    // It fetches no pictures itself.
    images: { fetchedByVendor: [], mediaTypes: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] },
    adjustRequest: toMoonshotRequest,
    adjustAnswer: () => adjustMoonshotAnswer,
    readUsage: readMoonshotUsage,
    readFailure: readMoonshotFailure,
  }),
  telemetryName: 'moonshot_ai',
  reroute: rerouteMoonshotRequest,
};
