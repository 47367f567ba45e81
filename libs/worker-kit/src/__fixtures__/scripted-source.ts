import { type CompletionEvent, FinishReason, type ServedModel, UsageSource } from '@belugapi/contracts';
import type { CompletionSource, CompletionTask } from '@belugapi/provider-spec';

/** One answer that a spec speaks event by event. */
export class ScriptedAnswer {
  /** Events that the worker has taken. */
  taken = 0;
  left = false;
  private readonly steps: (CompletionEvent | Error | 'end')[] = [];
  private wake: (() => void) | undefined;

  constructor(
    readonly task: CompletionTask,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  say(...steps: (CompletionEvent | Error | 'end')[]): void {
    this.steps.push(...steps);
    this.wake?.();
  }

  async *events(): AsyncGenerator<readonly CompletionEvent[], void, void> {
    try {
      for (;;) {
        while (this.steps.length === 0 && !this.signal.aborted)
          await new Promise<void>((resolve) => (this.wake = resolve));
        const step = this.signal.aborted ? 'end' : this.steps.shift();
        if (step === 'end' || !step) return;
        if (step instanceof Error) throw step;
        this.taken += 1;
        yield [step];
      }
    } finally {
      this.left = true;
    }
  }
}

/** A source whose answers a spec speaks; two at once, one model not ready. */
export class ScriptedSource implements CompletionSource {
  readonly provider = 'edge';
  readonly capacity = 2;
  readonly answers: ScriptedAnswer[] = [];

  models(): readonly ServedModel[] {
    const bounds = { contextWindow: 0, maxOutputTokens: 0, vision: false };
    return [
      { id: 'ready', ready: true, reason: '', ...bounds },
      { id: 'asleep', ready: false, reason: 'set EDGE_BASE_URL', ...bounds },
    ];
  }

  complete(task: CompletionTask, signal: AbortSignal): AsyncIterable<readonly CompletionEvent[]> {
    const answer = new ScriptedAnswer(task, signal);
    this.answers.push(answer);
    return answer.events();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const text = (value: string): CompletionEvent => ({
  event: { $case: 'text', value: { choice: 0, text: value, logprobs: [] } },
});
export const usage: CompletionEvent = {
  event: { $case: 'usage', value: { source: UsageSource.PROVIDER, uncachedInput: 11, visibleOutput: 5 } },
};
export const ending: readonly CompletionEvent[] = [
  { event: { $case: 'choiceFinished', value: { choice: 0, reason: FinishReason.STOP, rawReason: 'stop' } } },
  usage,
  { event: { $case: 'completed', value: {} } },
];
