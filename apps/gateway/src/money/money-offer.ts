/** What is reserved for a request, and what that pays for. */
export interface MoneyOffer {
  /** Nano-dollars. */
  readonly nano: number;
  /** The longest answer, per choice, in tokens, where that is shorter than what the model may give and the caller set none. */
  readonly answerTokens?: number;
}

/**
 * What a request takes where so many nano-dollars are left, limits of all whom it is charged to considered; undefined: not
 * known yet. An offer of more than is left is a refusal that says what the request would take at least.
 */
export type MoneyQuote = (left: number | undefined) => MoneyOffer;
