/** The fields of OpenAI's transcripts that we read, whole or as events of a stream. All optional: lenient on what comes. */
export interface WireTranscript {
  readonly type?: string;
  readonly delta?: string;
  readonly text?: string;
  readonly logprobs?: readonly unknown[];
  readonly usage?: WireTranscriptUsage | null;
  readonly error?: unknown;
}

export interface WireTranscriptUsage {
  /** `tokens` or `duration`. */
  readonly type?: string;
  readonly seconds?: number;
  readonly input_tokens?: number;
  readonly input_token_details?: { readonly audio_tokens?: number } | null;
  readonly output_tokens?: number;
}
