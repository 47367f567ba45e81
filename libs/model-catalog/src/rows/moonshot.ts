import type { ModelRow } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import { kimiParameters } from './parameter-profiles.js';

/** Moonshot ended K2; the weights live on at other hosts. `thinking` is for its successor. */
const kimi = modelFamily({
  provider: 'moonshot',
  kind: 'chat',
  wire: 'chat',
  state: { kind: 'retired', date: '2026-05-25' },
  replacement: 'kimi-k2.6',
  input: ['text'],
  output: ['text'],
  reasoning: { mode: 'never', efforts: [] },
  streaming: 'native',
  lengthField: 'max_completion_tokens',
  systemRole: 'system',
  parameters: kimiParameters,
  prices: listPrices({ input: 0.6, cacheRead: 0.15, output: 2.5 }),
  source: 'models.dev 2026-07; portkey models 2026-08',
});

/** Moonshot's ids, in the order of the public API page. `kimi-k2-thinking` is its own name for a model, not a preset. */
export const moonshotRows: readonly ModelRow[] = [
  kimi('kimi-k2-instruct', 'Kimi K2 Instruct', {
    upstreamModel: 'kimi-k2-0711-preview',
    contextWindow: 131_072,
    maxOutputTokens: 16_384,
    extraBody: { thinking: { type: 'disabled' } },
  }),
  kimi('kimi-k2-thinking', 'Kimi K2 Thinking', {
    kind: 'reasoning',
    contextWindow: 262_144,
    maxOutputTokens: 262_144,
    reasoning: { mode: 'always', efforts: [] },
    extraBody: { thinking: { type: 'enabled' } },
  }),
];
