/** What is left of a limit, over all gateways. */
export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
}
