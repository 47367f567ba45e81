import type { ModelRow } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { miniMaxParameters } from './parameter-profiles.js';

/** MiniMax's id. */
export const miniMaxRows: readonly ModelRow[] = [
  {
    id: 'minimax-m2.1',
    name: 'MiniMax M2.1',
    provider: 'minimax',
    kind: 'chat',
    // Capital letters matter.
    upstreamModel: 'MiniMax-M2.1',
    wire: 'chat',
    state: { kind: 'active' },
    replacement: 'MiniMax-M2.7',
    contextWindow: 204_800,
    maxOutputTokens: 131_072,
    input: ['text'],
    output: ['text'],
    reasoning: { mode: 'always', efforts: [] },
    streaming: 'native',
    lengthField: 'max_completion_tokens',
    // "invalid message role: system (2013)" for a second one, or one not at the head.
    systemRole: 'single-system',
    parameters: miniMaxParameters,
    prices: listPrices({ input: 0.3, cacheRead: 0.03, cacheWrite: 0.375, output: 1.2 }),
    extraBody: { reasoning_split: true },
    source: 'models.dev 2026-07',
  },
];
