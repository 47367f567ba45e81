/** Models that only the Responses API serves. */
export function isResponsesOnly(model: string): boolean {
  return /-codex|-pro\b/.test(model);
}

/** Models that can reason: all but the searching ones take `max_completion_tokens` only. */
export function isReasoningModel(model: string): boolean {
  return /^(o\d|gpt-5)/.test(model);
}

/** Efforts by model; the first that matches. */
const efforts: readonly (readonly [RegExp, string])[] = [
  [/^gpt-5\.2-codex/, 'low medium high xhigh'],
  [/^gpt-5\.\d-codex/, 'low medium high'],
  [/^gpt-5\.2-pro/, 'medium high xhigh'],
  [/^gpt-5-pro/, 'high'],
  [/-chat-latest/, 'medium'],
  [/^gpt-5\.1/, 'none low medium high'],
  [/^gpt-5\./, 'none low medium high xhigh'],
  [/^gpt-5-search/, ''],
  [/^gpt-5-/, 'minimal low medium high'],
  [/^o1-mini/, ''],
  [/^o\d/, 'low medium high'],
];

/** The efforts that a model takes. */
export function effortsOf(model: string): readonly string[] {
  const [, words = ''] = efforts.find(([pattern]) => pattern.test(model)) ?? [];
  return words.split(' ').filter(Boolean);
}

/** Whether a model takes an effort. */
export function acceptsEffort(model: string, effort: unknown): boolean {
  return effortsOf(model).some((one) => one === effort);
}

/** Sampling fields are taken only where the effort may be none, and while it is. */
export function refusesSampling(model: string, effort: unknown): boolean {
  return isReasoningModel(model) && !(acceptsEffort(model, 'none') && (effort ?? 'none') === 'none');
}
