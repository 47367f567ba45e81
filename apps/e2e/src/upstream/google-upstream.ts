import { type UpstreamExpectation, withoutThinking } from './upstream-expectation.js';

const gemini = {
  path: '/google/v1beta/models/{model}:generateContent',
  streamPath: '/google/v1beta/models/{model}:streamGenerateContent?alt=sse',
  length: 'generationConfig.maxOutputTokens',
  temperature: 'generationConfig.temperature',
  system: 'systemInstruction',
} as const;
const config = 'generationConfig.thinkingConfig';

/** Google’s ids. */
export const googleUpstream: readonly UpstreamExpectation[] = [
  {
    ...gemini,
    ids: ['gemini-3.1-pro-preview', 'gemini-3-pro-preview', 'gemini-3-flash-preview'],
    fields: { [`${config}.thinkingLevel`]: undefined, [`${config}.thinkingBudget`]: undefined },
    withEffort: { [`${config}.thinkingLevel`]: 'high', [`${config}.thinkingBudget`]: undefined },
  },
  {
    ...gemini,
    ids: ['gemini-3-pro-preview-thinking'],
    upstream: withoutThinking,
    fields: { [config]: { thinkingLevel: 'high', includeThoughts: true } },
    withEffort: { [config]: { thinkingLevel: 'high', includeThoughts: true } },
  },
  {
    ...gemini,
    ids: ['gemini-3-flash-preview-nothinking'],
    upstream: withoutThinking,
    fields: { [config]: { thinkingLevel: 'minimal', includeThoughts: false } },
    withEffort: { [config]: { thinkingLevel: 'minimal', includeThoughts: false } },
  },
  {
    ...gemini,
    ids: ['gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-2.5-flash-lite'],
    fields: { [`${config}.thinkingBudget`]: undefined, [`${config}.thinkingLevel`]: undefined },
    withEffort: { [`${config}.thinkingBudget`]: 24_576, [`${config}.thinkingLevel`]: undefined },
  },
  {
    ...gemini,
    ids: ['gemini-2.5-pro-thinking', 'gemini-2.5-flash-thinking'],
    upstream: withoutThinking,
    fields: { [`${config}.includeThoughts`]: true, [`${config}.thinkingLevel`]: undefined },
    withEffort: { [`${config}.includeThoughts`]: true, [`${config}.thinkingBudget`]: 24_576 },
  },
  {
    ...gemini,
    ids: ['gemini-2.5-pro-nothinking'],
    upstream: withoutThinking,
    fields: { [`${config}.thinkingBudget`]: 128 },
    withEffort: { [`${config}.thinkingBudget`]: 128 },
  },
  {
    ...gemini,
    ids: ['gemini-2.5-flash-nothinking'],
    upstream: withoutThinking,
    fields: { [`${config}.thinkingBudget`]: 0 },
    withEffort: { [`${config}.thinkingBudget`]: 0 },
  },
  { ...gemini, ids: ['gemini-2.0-flash'], fields: { [config]: undefined }, withEffort: { [config]: undefined } },
];
