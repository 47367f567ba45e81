import { type CompletionEvent, FailureCode, FinishReason, type TokenUsage, UsageSource } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';

type Shape = NonNullable<CompletionEvent['event']>;

export const started: Shape = { $case: 'started', value: { upstreamId: 'up', upstreamModel: 'up-model' } };
export const completed: Shape = { $case: 'completed', value: {} };

export function text(value: string, ...tokens: string[]): Shape {
  const logprobs = tokens.map((token) => ({ token, logprob: -0.5, bytes: Buffer.from(token), top: [] }));
  return { $case: 'text', value: { choice: 0, text: value, logprobs } };
}

export function finished(reason = FinishReason.STOP): Shape {
  return { $case: 'choiceFinished', value: { choice: 0, reason, rawReason: '' } };
}

export function usage(more: Partial<TokenUsage> = {}): Shape {
  return { $case: 'usage', value: { source: UsageSource.PROVIDER, uncachedInput: 10, visibleOutput: 5, ...more } };
}

export function failed(code = FailureCode.UPSTREAM_ERROR, message = 'It broke.'): Shape {
  return { $case: 'failed', value: createFailure(code, message) };
}

export function reasoningState(kind: string, toolCallId?: string): Shape {
  return { $case: 'reasoningState', value: { provider: 'openai', kind, toolCallId, data: Buffer.from(kind) } };
}
