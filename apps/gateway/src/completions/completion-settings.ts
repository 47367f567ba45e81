/** What an operator sets about completions. */
export class CompletionSettings {
  constructor(
    readonly timeoutMs: number,
    readonly keepAliveMs: number,
  ) {}
}
