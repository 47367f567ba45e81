import type { ModelRow } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import { glmParameters } from './parameter-profiles.js';

const glm = modelFamily({
  provider: 'zhipu',
  kind: 'chat',
  wire: 'chat',
  state: { kind: 'active' },
  contextWindow: 204_800,
  maxOutputTokens: 131_072,
  input: ['text'],
  output: ['text'],
  // It thinks unless told not to, and knows no degrees before GLM-5.2.
  reasoning: { mode: 'optional', efforts: ['none'] },
  streaming: 'native',
  lengthField: 'max_tokens',
  systemRole: 'system',
  parameters: glmParameters,
  source: 'models.dev 2026-07; portkey models 2026-08',
});

const glm4Prices = listPrices({ input: 0.6, cacheRead: 0.11, output: 2.2 });

/** Zhipu's ids, in the order of the public API page. */
export const zhipuRows: readonly ModelRow[] = [
  glm('glm-5.1', 'GLM-5.1', {
    contextWindow: 200_000,
    prices: listPrices({ input: 1.4, cacheRead: 0.26, output: 4.4 }),
  }),
  glm('glm-4.7', 'GLM-4.7', { replacement: 'glm-5.2', prices: glm4Prices }),
  glm('glm-4.6', 'GLM-4.6', { replacement: 'glm-5.2', prices: glm4Prices }),
];
