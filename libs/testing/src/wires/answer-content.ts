import type { VendorCompletion, VendorToolCall } from '../emulated-vendor-answer.js';

/** Unix seconds at which every answer was made. */
export const answeredAt = 1_770_933_892;

const GREETING = ['Hello', ' from', ' the', ' emulated', ' vendor', '.'];
const WORDS = ' the whale sings low and far under ice while small boats drift north with a slow tide'.split(/(?= )/);

/** One token of an answer's text. */
export function tokenAt(answer: VendorCompletion, index: number): string {
  if (typeof answer.tokens === 'number') return WORDS[index % WORDS.length] ?? '';
  return listedTokens(answer)[index] ?? '';
}

/** How many tokens an answer's text has. */
export function tokenCount(answer: VendorCompletion): number {
  return typeof answer.tokens === 'number' ? answer.tokens : listedTokens(answer).length;
}

/** After how many tokens they repeat, in order. */
export function distinctTokens(answer: VendorCompletion): number {
  const tokens = tokenCount(answer);
  return typeof answer.tokens === 'number' ? Math.min(tokens, WORDS.length) : tokens;
}

/** The whole text of an answer. */
export function textOf(answer: VendorCompletion): string {
  return Array.from({ length: tokenCount(answer) }, (_, index) => tokenAt(answer, index)).join('');
}

function listedTokens({ tokens, toolCalls, refusal }: VendorCompletion): readonly string[] {
  if (typeof tokens === 'object') return tokens;
  return toolCalls || refusal ? [] : GREETING;
}

/** The reasoning in the pieces that it is streamed in. */
export function reasoningPieces({ reasoning = '' }: VendorCompletion): readonly string[] {
  return reasoning.match(/\S+\s*|\s+/g) ?? [];
}

/** The arguments of a call in the pieces that they are streamed in. */
export function argumentPieces(call: VendorToolCall): readonly string[] {
  const size = Math.max(1, Math.ceil(call.arguments.length / (call.pieces ?? 4)));
  return call.arguments.match(new RegExp(`[^]{1,${size}}`, 'gu')) ?? [];
}

/** What an answer counts as, in tokens. */
export interface AnswerFigures {
  /** Cached ones included. */
  readonly prompt: number;
  readonly cached: number;
  /** Reasoning included. */
  readonly completion: number;
  readonly reasoning: number;
}

/** The figures of an answer; every tool-call fragment and a refusal count as one token. */
export function figuresOf(answer: VendorCompletion): AnswerFigures {
  const reasoning = answer.reasoningTokens ?? reasoningPieces(answer).length;
  const fragments = (answer.toolCalls ?? []).reduce((sum, call) => sum + 1 + argumentPieces(call).length, 0);
  return {
    prompt: answer.promptTokens ?? 10,
    cached: answer.cachedTokens ?? 0,
    completion: tokenCount(answer) + fragments + (answer.refusal === undefined ? 0 : 1) + reasoning,
    reasoning,
  };
}

/** Why an answer ended, in OpenAI's words or those that the answer gives. */
export function finishReasonOf(answer: VendorCompletion): string {
  return answer.finishReason ?? (answer.toolCalls ? 'tool_calls' : 'stop');
}
