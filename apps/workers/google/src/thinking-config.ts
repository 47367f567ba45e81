import type { CompletionRequest } from '@belugapi/contracts';
import { extraBodyOf, type ModelRow } from '@belugapi/model-catalog';
import type { CompletionTask } from '@belugapi/provider-spec';

/** generationConfig.thinkingConfig (ai.google.dev/gemini-api/docs/thinking): never a level and a budget together. */
export interface ThinkingConfig {
  readonly thinkingLevel?: string;
  readonly thinkingBudget?: number;
  readonly includeThoughts?: boolean;
}

type Budget = NonNullable<ModelRow['reasoning']['budget']>;

// The budgets that Google's own OpenAI layer gives to efforts (ai.google.dev/gemini-api/docs/openai).
const budgetOfEffort: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
};

// Thoughts count inside maxOutputTokens, so some of it is left for the answer (new-api's share for the same presets).
const shareOfOutput = 0.6;

// The model's own measure, by the difficulty of the question.
const dynamicBudget = -1;

/** Whether the model takes a level of thinking (Gemini 3) rather than a budget of tokens. */
export function takesLevels(row: ModelRow): boolean {
  return row.reasoning.efforts.length > 0 || presetOf(row)?.thinkingLevel !== undefined;
}

/** What the row's preset and the caller's effort say; undefined leaves everything to the model. */
export function thinkingConfigOf({ row, request }: CompletionTask): ThinkingConfig | undefined {
  if (!row) return undefined;
  const { budget } = row.reasoning;
  const preset = presetOf(row, budget && presetBudget(budget, request));
  const effort = request.reasoningEffort;
  // A row that names neither efforts nor a budget cannot think, or is a preset without thinking, whatever the effort.
  const degree = effort === undefined ? undefined : degreeOf(row, effort);
  if (!degree) return preset;
  // Thoughts are sent only on demand; whoever asks for an effort wants to see it.
  const includeThoughts = effort === 'none' ? preset?.includeThoughts : true;
  return { ...degree, ...(includeThoughts !== undefined && { includeThoughts }) };
}

function degreeOf({ reasoning }: ModelRow, effort: string): ThinkingConfig | undefined {
  const { efforts, budget, mode } = reasoning;
  if (efforts.length > 0) return { thinkingLevel: effort };
  if (!budget) return undefined;
  // Off is 0, and less than the smallest budget where a model can be off at all.
  if (effort === 'none' && mode === 'optional') return { thinkingBudget: 0 };
  return { thinkingBudget: clamped(budgetOfEffort[effort] ?? budget.maximum, budget) };
}

function presetBudget(budget: Budget, { maxOutputTokens }: CompletionRequest): number {
  return maxOutputTokens === undefined ? dynamicBudget : clamped(Math.floor(maxOutputTokens * shareOfOutput), budget);
}

function presetOf(row: ModelRow, budget?: number): ThinkingConfig | undefined {
  const { generationConfig } = extraBodyOf(row, budget) as {
    readonly generationConfig?: { readonly thinkingConfig?: ThinkingConfig };
  };
  return generationConfig?.thinkingConfig;
}

function clamped(tokens: number, { minimum, maximum }: Budget): number {
  return Math.min(Math.max(tokens, minimum), maximum);
}
