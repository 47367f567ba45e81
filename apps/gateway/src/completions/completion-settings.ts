/** What an operator sets about completions. */
export class CompletionSettings {
  constructor(
    readonly timeoutMs: number,
    readonly keepAliveMs: number,
    /** The status of a request that there is no money left for: 429 as at OpenAI, or 402. */
    readonly quotaStatus: 402 | 429,
  ) {}
}
