import type { UpstreamExpectation } from './upstream-expectation.js';

const edgeChat = {
  path: '/edge/v1/chat/completions',
  length: 'max_completion_tokens',
  temperature: 'temperature',
  system: 'message',
} as const;

/** The ids of the operator’s own engines. */
export const edgeUpstream: readonly UpstreamExpectation[] = [
  {
    ...edgeChat,
    ids: ['llama3.1-8b', 'qwen-3-235b-a22b-instruct-2507'],
    fields: { reasoning_format: undefined },
    withEffort: { reasoning_effort: undefined },
  },
  {
    ...edgeChat,
    ids: ['gpt-oss-120b'],
    fields: { reasoning_format: 'parsed', reasoning_effort: undefined },
    withEffort: { reasoning_effort: 'high' },
  },
  {
    ...edgeChat,
    ids: ['zai-glm-4.7'],
    fields: { reasoning_format: 'parsed', reasoning_effort: undefined },
    withEffort: { reasoning_effort: undefined },
  },
];
