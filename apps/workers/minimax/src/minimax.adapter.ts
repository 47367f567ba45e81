import { anthropicDialect } from '@belugapi/dialect-anthropic';
import { openAiDialect, openAiOnly } from '@belugapi/dialect-openai';
import type { CompletionTask, ProviderAdapter } from '@belugapi/provider-spec';
import { adjustMiniMaxAnswer } from './adjust-minimax-answer.js';
import { adjustMiniMaxMessage } from './adjust-minimax-message.js';
import { readMiniMaxFailure } from './read-minimax-failure.js';
import { rerouteMiniMaxRequest } from './reroute-minimax-request.js';
import { toMiniMaxMessages } from './to-minimax-messages.js';
import { toMiniMaxRequest } from './to-minimax-request.js';

const chat = openAiDialect({
  provider: 'minimax',
  defaultBaseUrl: 'https://api.minimax.io/v1',
  systemRole: 'single-system',
  lacks: [...openAiOnly, 'strictTools', 'textParts', 'nullContent', 'streamOptions', 'parallelToolCalls'],
  historyReasoning: true,
  adjustRequest: toMiniMaxRequest,
  adjustAnswer: adjustMiniMaxAnswer,
  readFailure: readMiniMaxFailure,
});

const messages = anthropicDialect({
  provider: 'minimax',
  defaultBaseUrl: 'https://api.minimax.io/anthropic/v1',
  path: '/messages',
  adjustRequest: toMiniMaxMessages,
  adjustAnswer: adjustMiniMaxMessage,
});

/**
 * MiniMax over its OpenAI-compatible interface (platform.minimax.io/docs/api-reference/text-openai-api), or over its
 * Anthropic-compatible one where the catalogue says `wire: messages` and
 * `baseUrl: https://api.minimax.io/anthropic/v1`.
 */
export const miniMaxAdapter: ProviderAdapter = {
  provider: 'minimax',
  defaultBaseUrl: chat.defaultBaseUrl,
  wires: ['chat', 'messages'],
  remembersReasoning: true,
  // Both interfaces take it.
  authorize: chat.authorize,
  toRequest: (task) => speakingTo(task).toRequest(task),
  fromStream: (events, task) => speakingTo(task).fromStream(events, task),
  fromResponse: (body, task) => speakingTo(task).fromResponse(body, task),
  toFailure: ({ headers, ...refusal }) => {
    // For its support.
    const trace = headers['trace-id'] ?? headers['trace_id'];
    return chat.toFailure({
      ...refusal,
      headers: trace === undefined ? headers : { ...headers, 'x-request-id': trace },
    });
  },
  reroute: rerouteMiniMaxRequest,
};

function speakingTo({ route }: CompletionTask): ProviderAdapter {
  return route.wire === 'messages' ? messages : chat;
}
