import type { ModelRow } from '../model-row.js';
import { listPrices } from './list-prices.js';
import { modelFamily } from './model-family.js';
import { edgeParameters, embeddedParameters } from './parameter-profiles.js';

/** The operator's own inference, so no vendor can retire it. Prices are Cerebras' list until the operator sets others. */
const edge = modelFamily({
  provider: 'edge',
  kind: 'chat',
  wire: 'chat',
  state: { kind: 'active' },
  contextWindow: 131_072,
  maxOutputTokens: 40_960,
  input: ['text'],
  output: ['text'],
  reasoning: { mode: 'never', efforts: [] },
  streaming: 'native',
  lengthField: 'max_completion_tokens',
  systemRole: 'system',
  parameters: edgeParameters,
  source: 'portkey models 2026-08; genai-prices 2026-08 (Cerebras)',
});

const reasoningParsed = { reasoning_format: 'parsed' };

/** The edge's ids, in the order of the public API page, and the model that comes with the repository. */
export const edgeRows: readonly ModelRow[] = [
  edge('llama3.1-8b', 'Meta Llama 3.1 8B', {
    replacement: 'gpt-oss-120b',
    contextWindow: 32_768,
    maxOutputTokens: 8_192,
    prices: listPrices({ input: 0.1, output: 0.1 }),
  }),
  edge('gpt-oss-120b', 'OpenAI GPT OSS 120B', {
    reasoning: { mode: 'always', efforts: ['low', 'medium', 'high'], defaultEffort: 'medium' },
    // It ignores a forced tool choice, so an instruction stands in.
    parameters: { ...edgeParameters, tool_choice: 'emulated', reasoning_effort: 'native' },
    extraBody: reasoningParsed,
    prices: listPrices({ input: 0.35, output: 0.75 }),
    source: 'models.dev 2026-07; portkey models 2026-08 (Cerebras)',
  }),
  edge('qwen-3-235b-a22b-instruct-2507', 'Qwen 3 235B Instruct', {
    replacement: 'gpt-oss-120b',
    maxOutputTokens: 32_768,
    prices: listPrices({ input: 0.6, output: 1.2 }),
    source: 'portkey models 2026-08 (Cerebras)',
  }),
  edge('zai-glm-4.7', 'Z.ai GLM 4.7', {
    replacement: 'glm-4.7',
    // It thinks unless told not to.
    reasoning: { mode: 'optional', efforts: ['none'] },
    parameters: { ...edgeParameters, reasoning_effort: 'native' },
    // It reads the reasoning of earlier turns only where it is told to keep it.
    extraBody: { ...reasoningParsed, clear_thinking: false },
    prices: listPrices({ input: 2.25, output: 2.75 }),
    source: 'models.dev 2026-07; portkey models 2026-08 (Cerebras)',
  }),
  edge('beluga-nano', 'Beluga Nano', {
    contextWindow: 2_048,
    maxOutputTokens: 1_024,
    parameters: embeddedParameters,
    prices: listPrices({ input: 0, output: 0 }),
    source: 'this repository',
  }),
];
