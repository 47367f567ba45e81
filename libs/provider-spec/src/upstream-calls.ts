import type { FailureCode } from '@belugapi/contracts';

/** One call to a vendor that is over. */
export interface UpstreamCall {
  /** The vendor's status line; absent where it gave none, or where no HTTP is spoken. */
  readonly status: number | undefined;
  /** Absent where it ended well. */
  readonly failure: FailureCode | undefined;
  readonly durationMs: number;
}

/** The calls of one attempt, one after the other: how each ended, and how long all of them have taken. */
export class UpstreamCalls {
  private since: number | undefined;
  private status: number | undefined;
  private total: number | undefined;

  constructor(private readonly onCall: (call: UpstreamCall) => void) {}

  /** Milliseconds, those of the call that is under way included; undefined where there was none. */
  get elapsedMs(): number | undefined {
    if (this.since === undefined) return this.total;
    return (this.total ?? 0) + performance.now() - this.since;
  }

  /** A call leaves. */
  begin(): void {
    this.since = performance.now();
    this.status = undefined;
  }

  /** The vendor's status line is there. */
  answered(status: number): void {
    this.status = status;
  }

  /** The call under way is over, if there is one. */
  end(failure?: FailureCode): void {
    if (this.since === undefined) return;
    const durationMs = performance.now() - this.since;
    this.total = (this.total ?? 0) + durationMs;
    this.since = undefined;
    this.onCall({ status: this.status, failure, durationMs });
  }
}
