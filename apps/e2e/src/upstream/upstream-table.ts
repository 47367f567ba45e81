import { anthropicUpstream } from './anthropic-upstream.js';
import { compatibleUpstream } from './compatible-upstream.js';
import { edgeUpstream } from './edge-upstream.js';
import { googleUpstream } from './google-upstream.js';
import { openAiUpstream } from './openai-upstream.js';
import type { UpstreamExpectation } from './upstream-expectation.js';

/** Every id of the public API page. */
export const upstreamTable: readonly UpstreamExpectation[] = [
  ...openAiUpstream,
  ...anthropicUpstream,
  ...googleUpstream,
  ...compatibleUpstream,
  ...edgeUpstream,
];
