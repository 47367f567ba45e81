import type { CompletionEvent, TokenUsage } from '@belugapi/contracts';
import type { UsageCost } from '@belugapi/completion';

/** How the events of one answer are written to a stream. */
export interface EventEncoder {
  /** The text to send for an event; empty where it shows nothing (yet). */
  encode(event: CompletionEvent): string;
  /** What follows the last event once the usage is known. */
  ending(usage: TokenUsage, cost: UsageCost | undefined): string;
  /** Forgets an attempt of which nothing was sent. */
  restart(): void;
}
