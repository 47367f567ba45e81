/** The fields of OpenAI's Responses answers that we read. All optional: lenient on what comes. */
export interface WireResponse {
  readonly id?: string;
  readonly model?: string;
  readonly status?: string;
  readonly service_tier?: string | null;
  readonly output?: readonly WireItem[];
  readonly incomplete_details?: { readonly reason?: string } | null;
  readonly error?: WireResponseError | string | null;
  readonly usage?: WireResponseUsage | null;
}

/** One item of `output`. */
export interface WireItem {
  readonly type?: string;
  readonly id?: string;
  readonly call_id?: string;
  readonly name?: string;
  readonly arguments?: string;
  /** Of a custom tool call. */
  readonly input?: string;
  readonly content?: readonly WirePart[] | null;
  readonly summary?: readonly WirePart[] | null;
  readonly encrypted_content?: string | null;
}

export interface WirePart {
  readonly type?: string;
  readonly text?: string;
  readonly refusal?: string;
  readonly annotations?: readonly WireUrlCitation[];
  readonly logprobs?: readonly unknown[];
}

/** Flat here, while Chat Completions nests it. */
export interface WireUrlCitation {
  readonly type?: string;
  readonly url?: string;
  readonly title?: string;
  readonly start_index?: number;
  readonly end_index?: number;
}

export interface WireResponseUsage {
  readonly input_tokens?: number;
  readonly input_tokens_details?: { readonly cached_tokens?: number; readonly cache_write_tokens?: number } | null;
  readonly output_tokens?: number;
  readonly output_tokens_details?: { readonly reasoning_tokens?: number } | null;
  readonly total_tokens?: number;
}

export interface WireResponseError {
  readonly message?: string;
  readonly type?: string | null;
  readonly code?: string | null;
  readonly param?: string | null;
}

/** One event of a stream; `type` says which fields there are. */
export interface WireResponseEvent extends Omit<WireResponseError, 'type'> {
  readonly type?: string;
  readonly response?: WireResponse;
  readonly item?: WireItem;
  readonly output_index?: number;
  readonly content_index?: number;
  readonly summary_index?: number;
  readonly delta?: string;
  readonly logprobs?: readonly unknown[];
  readonly annotation?: WireUrlCitation;
  readonly error?: WireResponseError | string | null;
}
