import {
  type CompletionEvent,
  type CompletionRequest,
  type Failure,
  FailureCode,
  FinishReason,
  type MoneyTaken,
  type Outcome,
  type Settler,
  type TokenUsage,
  type UsageEvent,
  type UsageSubject,
} from '@belugapi/contracts';
import { failureName } from './completion-failure.js';
import { failureTraits } from './failure-table.js';
import { countPrompt } from './prompt-tokens.js';
import { TextSample } from './text-sample.js';
import type { TokenFacts } from './token-facts.js';
import { completionTokens, estimatedUsage } from './token-totals.js';

// What OpenAI puts around a call, by recorded answers.
const usualCall = 12;

export interface Settlement {
  readonly completionId: string;
  readonly attempt: number;
  readonly subject: UsageSubject;
  readonly outcome: Outcome;
  readonly settler: Settler;
  readonly money?: MoneyTaken | undefined;
  /** Output tokens that reached the caller, where that is not all. */
  readonly deliveredOutput?: number | undefined;
}

/**
 * Follows one attempt as its events go by: what the vendor said it used, or else an estimate of what passed, which is made
 * only when it is asked for and then kept. Whoever survives the attempt settles from it.
 */
export class UsageMeter {
  private readonly startedAt = performance.now();
  private told: TokenUsage | undefined;
  private readonly output = new TextSample();
  private reasoned = false;
  private calls = 0;
  private estimate: TokenUsage | undefined;
  private durationUs: number | undefined;
  private firstTokenUs = 0;
  private finishReason = FinishReason.UNSPECIFIED;
  private failure: Failure | undefined;

  /** `facts`: of the model that serves. */
  constructor(private readonly facts?: TokenFacts) {}

  note({ event }: CompletionEvent): void {
    switch (event?.$case) {
      case 'text':
      case 'refusal':
        this.count(event.value.text);
        return;
      case 'reasoning':
        this.reasoned = true;
        this.count(event.value.text);
        return;
      case 'toolCallArguments':
        this.count(event.value.delta);
        return;
      case 'audio':
        this.count(event.value.transcript);
        return;
      case 'usage':
        this.told = event.value;
        return;
      case 'choiceFinished':
        this.finishReason = event.value.reason;
        return;
      case 'failed':
        this.failure = event.value;
        return;
      case 'toolCallStarted':
        this.calls += 1;
        this.count(event.value.name);
        return;
      case 'started':
      case 'annotation':
      case 'reasoningState':
      case 'completed':
      case undefined:
        return;
    }
  }

  /** When the first of the answer passed, by performance.now(); undefined before. */
  get firstOutputAt(): number | undefined {
    return this.output.isEmpty ? undefined : this.startedAt + this.firstTokenUs / 1_000;
  }

  /** Output tokens of a usage that passed here one after the other: hidden reasoning comes in no time. */
  passedOf(usage: TokenUsage): number {
    return completionTokens(usage) - (this.reasoned ? 0 : (usage.reasoning ?? 0));
  }

  /** Tokens of the answer that have passed, roughly. */
  get passedOutput(): number {
    const { ratio = 1, call = usualCall } = this.facts ?? {};
    return Math.ceil(this.output.tokens() * ratio) + this.calls * call;
  }

  /** Nothing more passes: the attempt took until now, however late it is settled. */
  end(): void {
    this.durationUs ??= this.elapsedUs();
  }

  /** Whether `usage` of a request that reached a vendor takes milliseconds. */
  get isEstimated(): boolean {
    return this.told === undefined && this.estimate === undefined && !this.isRefused();
  }

  /** The vendor's figure, or an estimate; zero where the attempt never reached a vendor (no request given), or was refused by one. */
  usage(request: CompletionRequest | undefined): TokenUsage {
    return this.told ?? (this.estimate ??= this.estimated(this.isRefused() ? undefined : request));
  }

  /** The event that books the attempt. */
  settled(settlement: Settlement, request: CompletionRequest | undefined): UsageEvent {
    const { completionId, attempt, subject, outcome, settler, money, deliveredOutput } = settlement;
    const value = {
      subject,
      usage: this.usage(request),
      outcome,
      settler,
      money,
      deliveredOutput,
      failureCode: this.failure === undefined ? '' : failureName(this.failure.code),
      stream: request?.stream ?? false,
      timeToFirstTokenUs: this.firstTokenUs,
      durationUs: this.durationUs ?? this.elapsedUs(),
      finishReason: this.finishReason === FinishReason.UNSPECIFIED ? '' : FinishReason[this.finishReason].toLowerCase(),
    };
    return { completionId, attempt, atUnixMs: Date.now(), event: { $case: 'settled', value } };
  }

  private estimated(request: CompletionRequest | undefined): TokenUsage {
    const { maxOutputTokens, choiceCount = 1 } = request ?? {};
    const longest = maxOutputTokens === undefined ? Infinity : maxOutputTokens * choiceCount;
    const prompt = request && countPrompt(request, this.facts);
    // A vendor that refuses has not searched.
    const refused = this.failure !== undefined && this.output.isEmpty;
    return estimatedUsage(
      prompt && { ...prompt, ...(refused && { searches: 0 }) },
      Math.min(this.passedOutput, longest),
    );
  }

  private isRefused(): boolean {
    return this.failure !== undefined && this.output.isEmpty && isRefusal(this.failure);
  }

  private count(text: string): void {
    if (this.output.isEmpty) this.firstTokenUs = this.elapsedUs();
    this.output.add(text);
  }

  private elapsedUs(): number {
    return Math.round((performance.now() - this.startedAt) * 1_000);
  }
}

function isRefusal({ code, upstream }: Failure): boolean {
  const { status = 0, unsent = false } = upstream ?? {};
  // A status of refusal that no code of ours says more of.
  const isOther = code === FailureCode.UPSTREAM_ERROR && status >= 400 && status < 500;
  return unsent || isOther || failureTraits(code).unbilled;
}
