import type { WireChoice, WireCompletion, WireUsage } from '@belugapi/dialect-openai';

/** Usage stands in the last choice, or at the top where `include_usage` asked for it; either is taken. */
export function adjustMoonshotAnswer(answer: WireCompletion): WireCompletion {
  if (answer.usage) return answer;
  const choice = answer.choices?.find((each: ChoiceWithUsage) => each.usage);
  return choice ? { ...answer, usage: (choice as ChoiceWithUsage).usage ?? null } : answer;
}

interface ChoiceWithUsage extends WireChoice {
  readonly usage?: WireUsage | null;
}
