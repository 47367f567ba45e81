import {
  type CompletionEvent,
  type CompletionRequest,
  type FailureCode,
  FinishReason,
  type MoneyTaken,
  type Outcome,
  type Settler,
  type TokenUsage,
  type UsageEvent,
  type UsageSubject,
} from '@belugapi/contracts';
import { failureName } from './completion-failure.js';
import { estimatePromptTokens, estimateTokens } from './estimate-tokens.js';
import { completionTokens, estimatedUsage } from './token-totals.js';

const shortText = 32;

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
 * Counts one attempt as its events go by, without keeping any text: what the vendor said it used, or else an estimate of
 * what passed. Whoever survives the attempt settles from it.
 */
export class UsageMeter {
  private readonly startedAt = performance.now();
  private told: TokenUsage | undefined;
  private outputBytes = 0;
  private reasoned = false;
  private firstTokenUs = 0;
  private finishReason = FinishReason.UNSPECIFIED;
  private failure: FailureCode | undefined;

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
        this.failure = event.value.code;
        return;
      case 'started':
      case 'toolCallStarted':
      case 'annotation':
      case 'reasoningState':
      case 'completed':
      case undefined:
        return;
    }
  }

  /** Whether any of the answer has passed. */
  get hasOutput(): boolean {
    return this.outputBytes > 0;
  }

  /** When the first of the answer passed, by performance.now(); undefined before. */
  get firstOutputAt(): number | undefined {
    return this.hasOutput ? this.startedAt + this.firstTokenUs / 1_000 : undefined;
  }

  /** Output tokens of a usage that passed here one after the other: hidden reasoning comes in no time. */
  passedOf(usage: TokenUsage): number {
    return completionTokens(usage) - (this.reasoned ? 0 : (usage.reasoning ?? 0));
  }

  /** Tokens of the answer that have passed, roughly. */
  get passedOutput(): number {
    return estimateTokens(this.outputBytes);
  }

  /** The vendor's figure, or an estimate; zero where the attempt never reached a vendor (no request given). */
  usage(request: CompletionRequest | undefined): TokenUsage {
    if (this.told) return this.told;
    return estimatedUsage(request ? estimatePromptTokens(request) : 0, estimateTokens(this.outputBytes));
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
      failureCode: this.failure === undefined ? '' : failureName(this.failure),
      stream: request?.stream ?? false,
      timeToFirstTokenUs: this.firstTokenUs,
      durationUs: this.elapsedUs(),
      finishReason: this.finishReason === FinishReason.UNSPECIFIED ? '' : FinishReason[this.finishReason].toLowerCase(),
    };
    return { completionId, attempt, atUnixMs: Date.now(), event: { $case: 'settled', value } };
  }

  private count(text: string): void {
    if (this.outputBytes === 0) this.firstTokenUs = this.elapsedUs();
    // On the token path: counting bytes costs more than looking at the last character, and a token is mostly of one script.
    const plain = text.length < shortText && text.charCodeAt(text.length - 1) < 0x80;
    this.outputBytes += plain ? text.length : Buffer.byteLength(text);
  }

  private elapsedUs(): number {
    return Math.round((performance.now() - this.startedAt) * 1_000);
  }
}
