import type { ModelRow } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import { deepSeekOcrParameters, deepSeekParameters, deepSeekThinkingParameters } from './parameter-profiles.js';

/**
 * DeepSeek's API never took these names, and its two aliases ended: the weights live on at other hosts, where an
 * operator's override finds them. Prices are those of Novita; `thinking` is for DeepSeek's successor, which thinks unless told.
 */
const deepSeek = modelFamily({
  provider: 'deepseek',
  kind: 'chat',
  wire: 'chat',
  state: { kind: 'retired', date: '2026-07-24' },
  replacement: 'deepseek-flash',
  contextWindow: 163_840,
  maxOutputTokens: 65_536,
  input: ['text'],
  output: ['text'],
  reasoning: { mode: 'never', efforts: [] },
  streaming: 'native',
  lengthField: 'max_tokens',
  systemRole: 'system',
  parameters: deepSeekParameters,
  extraBody: { thinking: { type: 'disabled' } },
  // As recorded.
  counting: { call: 38 },
  source: 'models.dev 2026-07; portkey models 2026-08 (Novita)',
});

const reasoner = {
  kind: 'reasoning',
  maxOutputTokens: 32_768,
  reasoning: { mode: 'always', efforts: ['low', 'medium', 'high', 'max'] },
  parameters: deepSeekThinkingParameters,
  extraBody: { thinking: { type: 'enabled' } },
  prices: listPrices({ input: 0.7, cacheRead: 0.35, output: 2.5 }),
  source: 'models.dev 2026-07 (Novita)',
} as const satisfies Partial<ModelRow>;

/** DeepSeek's ids, in the order of the public API page. */
export const deepSeekRows: readonly ModelRow[] = [
  deepSeek('deepseek-v3.2', 'DeepSeek V3.2', {
    prices: listPrices({ input: 0.269, cacheRead: 0.1345, output: 0.4 }),
  }),
  deepSeek('deepseek-v3.2-exp', 'DeepSeek V3.2 Experimental', {
    prices: listPrices({ input: 0.27, output: 0.41 }),
  }),
  deepSeek('deepseek-v3.1-terminus', 'DeepSeek V3.1 Terminus', {
    contextWindow: 131_072,
    maxOutputTokens: 32_768,
    prices: listPrices({ input: 0.27, cacheRead: 0.135, output: 1 }),
  }),
  deepSeek('deepseek-v3-0324', 'DeepSeek V3', {
    maxOutputTokens: 163_840,
    prices: listPrices({ input: 0.27, cacheRead: 0.135, output: 1.12 }),
  }),
  // The same weights under the name that Volcengine and Huawei give them.
  deepSeek('deepseek-r1-250528', 'DeepSeek R1', reasoner),
  deepSeek('deepseek-r1-0528', 'DeepSeek R1 (0528)', reasoner),
  deepSeek('deepseek-ocr', 'DeepSeek OCR', {
    kind: 'vision',
    contextWindow: 8_192,
    maxOutputTokens: 8_192,
    input: ['image', 'text'],
    systemRole: 'none',
    parameters: deepSeekOcrParameters,
    extraBody: undefined,
    // Its largest mode (DeepSeek-OCR, "Gundam-Master").
    counting: { image: 1_853 },
    prices: listPrices({ input: 0.03, output: 0.03 }),
    source: 'models.dev 2026-07 (Novita)',
  }),
];
