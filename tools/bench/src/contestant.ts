/** What stands between the load and the vendor, ready to serve. */
export interface Contestant {
  readonly name: 'direct' | 'floor' | 'portkey' | 'belugapi' | 'engine' | 'no-limits' | 'high-limits' | 'low-limits';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Process ids by role; asked anew each time, because a launcher may restart one. */
  pids(): Readonly<Record<string, number>>;
  /** Milliseconds from its start to ready. */
  readonly startMs: number;
  stop(): Promise<void>;
}
