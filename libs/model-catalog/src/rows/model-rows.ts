import type { ModelRow } from '../model-row.js';
import { anthropicRows } from './anthropic.js';
import { deepSeekRows } from './deepseek.js';
import { edgeRows } from './edge.js';
import { googleRows } from './google.js';
import { miniMaxRows } from './minimax.js';
import { moonshotRows } from './moonshot.js';
import { openAiRows } from './openai.js';
import { zhipuRows } from './zhipu.js';

/** Every built-in row: the ids of the public API page in its order, and those that we add. */
export const modelRows: readonly ModelRow[] = [
  ...openAiRows,
  ...anthropicRows,
  ...googleRows,
  ...deepSeekRows,
  ...zhipuRows,
  ...miniMaxRows,
  ...moonshotRows,
  ...edgeRows,
];
