/** The fields of OpenAI's Chat Completions answers that we read. All optional: lenient on what vendors send. */
export interface WireUsage {
  readonly prompt_tokens?: number | null;
  readonly completion_tokens?: number | null;
  readonly total_tokens?: number | null;
  readonly prompt_tokens_details?: {
    readonly cached_tokens?: number | null;
    readonly cache_write_tokens?: number | null;
    readonly audio_tokens?: number | null;
  } | null;
  readonly completion_tokens_details?: {
    readonly reasoning_tokens?: number | null;
    readonly audio_tokens?: number | null;
  } | null;
}

export interface WireLogprob {
  readonly token?: string;
  readonly logprob?: number;
  readonly bytes?: readonly number[] | null;
  readonly top_logprobs?: readonly WireLogprob[];
}

export interface WireToolCall {
  readonly index?: number;
  readonly id?: string | null;
  readonly type?: string;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null };
  readonly custom?: { readonly name?: string | null; readonly input?: string | null };
}

export interface WireAnnotation {
  readonly type?: string;
  readonly url_citation?: {
    readonly url?: string;
    readonly title?: string;
    readonly start_index?: number;
    readonly end_index?: number;
  };
}

/** A message of a whole answer, or the delta of a chunk. */
export interface WireMessage {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly reasoning_content?: string | null;
  /** Another name of it: Cerebras, Groq, OpenRouter and newer vLLM. */
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly WireToolCall[] | null;
  readonly annotations?: readonly WireAnnotation[] | null;
  readonly audio?: {
    readonly id?: string;
    readonly data?: string;
    readonly transcript?: string;
    readonly expires_at?: number;
  } | null;
}

export interface WireChoice {
  readonly index?: number;
  readonly delta?: WireMessage;
  readonly message?: WireMessage;
  readonly finish_reason?: string | null;
  readonly logprobs?: {
    readonly content?: readonly WireLogprob[] | null;
    readonly refusal?: readonly WireLogprob[] | null;
  } | null;
}

export interface WireError {
  readonly message?: string;
  readonly type?: string | null;
  readonly param?: string | null;
  readonly code?: string | number | null;
}

/** A whole answer or one chunk of it. */
export interface WireCompletion {
  readonly id?: string;
  /** `error` where an engine sends an error without a wrapper (vLLM). */
  readonly object?: string;
  readonly model?: string;
  readonly system_fingerprint?: string | null;
  readonly service_tier?: string | null;
  readonly choices?: readonly WireChoice[] | null;
  readonly usage?: WireUsage | null;
  readonly error?: WireError | string | null;
}
