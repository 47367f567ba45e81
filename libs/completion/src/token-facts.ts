/**
 * How a model counts what no tokenizer at hand can count, as the catalogue's row says: for estimates and upper bounds. Of a
 * vendor's own figures it adds only what they leave out (`searches`).
 */
export interface TokenFacts {
  /** Tokens of the model's own vocabulary for each of o200k_base. Default 1. */
  readonly ratio?: number;
  /** Tokens that the vendor puts around each tool call of an answer. Default 12. */
  readonly call?: number;
  /** The most tokens that one picture comes to. */
  readonly image?: number;
  /** The same for a picture with `detail: low`. Default as `image`. */
  readonly lowImage?: number;
  /** Tokens of a second of recorded sound. */
  readonly audioSecond?: number;
  /** Searches that the vendor makes for every answer, bills apart and tells in no usage. Default none. */
  readonly searches?: number;
}
