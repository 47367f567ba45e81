import { type UpstreamExpectation, withoutThinking } from './upstream-expectation.js';

const claude = {
  path: '/anthropic/v1/messages',
  length: 'max_tokens',
  stream: 'always',
  system: 'system',
} as const;

/** Anthropic’s ids. */
export const anthropicUpstream: readonly UpstreamExpectation[] = [
  {
    ...claude,
    ids: ['claude-opus-4-7'],
    fields: { thinking: undefined },
    withEffort: { thinking: { type: 'adaptive', display: 'summarized' }, 'output_config.effort': 'high' },
  },
  {
    ...claude,
    ids: ['claude-opus-4-6', 'claude-sonnet-4-6'],
    temperature: 'temperature',
    fields: { thinking: undefined, output_config: undefined },
    withEffort: { 'output_config.effort': 'high' },
    temperatureWithEffort: null,
  },
  {
    ...claude,
    // Its effort steers the answer; it thinks by a budget, in the preset alone.
    ids: ['claude-opus-4-5-20251101'],
    temperature: 'temperature',
    fields: { thinking: undefined, output_config: undefined },
    withEffort: { thinking: undefined, 'output_config.effort': 'high' },
  },
  {
    ...claude,
    ids: ['claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001'],
    temperature: 'temperature',
    fields: { thinking: undefined },
    withEffort: { 'output_config.effort': undefined },
    temperatureWithEffort: null,
  },
  {
    ...claude,
    ids: ['claude-opus-4-6-thinking', 'claude-sonnet-4-6-thinking'],
    upstream: withoutThinking,
    fields: { thinking: { type: 'adaptive', display: 'summarized' }, 'output_config.effort': undefined },
    withEffort: { 'thinking.type': 'adaptive', 'output_config.effort': 'high' },
  },
  {
    ...claude,
    ids: [
      'claude-opus-4-5-20251101-thinking',
      'claude-sonnet-4-5-20250929-thinking',
      'claude-haiku-4-5-20251001-thinking',
      'claude-3-7-sonnet-20250219-thinking',
    ],
    upstream: withoutThinking,
    // Four fifths of the limit.
    fields: { thinking: { type: 'enabled', budget_tokens: 2400 } },
    withEffort: { 'thinking.type': 'enabled' },
  },
];
