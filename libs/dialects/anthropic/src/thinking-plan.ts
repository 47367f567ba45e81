import { extraBodyOf, type ModelRow, type ReasoningEffort } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';
import { thinkingBudget } from './thinking-budget.js';
import { isForced } from './to-tools.js';

/** `unasked`: the model thinks without a word about it in the request. */
export type ThinkingMode = 'off' | 'adaptive' | 'budget' | 'unasked';

/** How a request thinks. */
export interface ThinkingPlan {
  readonly mode: ThinkingMode;
  readonly maxTokens: number;
  readonly effort: ReasoningEffort | undefined;
  /** The row's own fields of the body, `thinking` among them while it is on. */
  readonly extraBody: Readonly<Record<string, unknown>>;
}

// Where no row tells a maximum.
const defaultMaxTokens = 8_192;

/** A model that decides itself how much to think. Such models refuse to go on with an answer that the caller began. */
export function isAdaptive(row: ModelRow | undefined): boolean {
  return row !== undefined && row.reasoning.efforts.length > 0 && row.reasoning.budget === undefined;
}

/**
 * How a request could think, by its model's row: a model with a budget takes a number of tokens, one without decides itself
 * (adaptive) and takes a word. One that has both thinks only where its id says so; the word alone then steers its answer.
 */
export function thinkingModeOf({ row, request }: CompletionTask): ThinkingMode {
  if (!row) return 'off';
  const { mode, budget, efforts } = row.reasoning;
  const asked = request.reasoningEffort !== undefined && request.reasoningEffort !== 'none';
  switch (mode) {
    case 'always':
      return 'unasked';
    case 'preset-on':
      // The vendor refuses to force a call while it thinks by budget, and not while it is adaptive.
      return budget ? unlessForced('budget', request) : 'adaptive';
    case 'optional':
      if (!asked) return 'off';
      if (isAdaptive(row)) return 'adaptive';
      return budget && efforts.length === 0 ? unlessForced('budget', request) : 'off';
    case 'never':
    case 'preset-off':
      return 'off';
  }
}

function unlessForced(mode: ThinkingMode, request: CompletionTask['request']): ThinkingMode {
  return isForced(request) ? 'off' : mode;
}

/** The fields that make a request think in this mode. */
export function planThinking({ row, request }: CompletionTask, mode: ThinkingMode): ThinkingPlan {
  const limit = row?.maxOutputTokens;
  const asked = request.maxOutputTokens ?? limit ?? defaultMaxTokens;
  const maxTokens = Math.min(asked, limit ?? asked);
  const word = request.reasoningEffort as ReasoningEffort | undefined;
  const effort = word && word !== 'none' && row?.reasoning.efforts.includes(word) ? word : undefined;
  const bounds = row?.reasoning.budget;
  if (mode === 'budget' && bounds) {
    const { budget, maxTokens: raised } = thinkingBudget({ bounds, effort: word, maxTokens, limit });
    const thinking = { type: 'enabled', budget_tokens: budget };
    return { mode, effort, maxTokens: raised, extraBody: { thinking, ...extraBodyOf(row, budget) } };
  }
  if (mode === 'adaptive') {
    // Newer models leave the text of their thinking out unless it is asked for.
    const thinking = { type: 'adaptive', display: 'summarized' };
    return { mode, effort, maxTokens, extraBody: { thinking, ...extraBodyOf(row) } };
  }
  const { thinking, ...others } = extraBodyOf(row);
  return { mode, effort, maxTokens, extraBody: mode === 'off' ? others : { thinking, ...others } };
}
