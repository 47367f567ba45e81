/**
 * The fields of the Messages API's answers that we read (platform.claude.com/docs/en/api/messages). All optional, and texts
 * and numbers unknown until looked at: lenient on what vendors send.
 */
export interface WireUsage {
  readonly input_tokens?: unknown;
  readonly output_tokens?: unknown;
  readonly cache_read_input_tokens?: unknown;
  readonly cache_creation_input_tokens?: unknown;
  readonly cache_creation?: {
    readonly ephemeral_5m_input_tokens?: unknown;
    readonly ephemeral_1h_input_tokens?: unknown;
  } | null;
  readonly output_tokens_details?: { readonly thinking_tokens?: unknown } | null;
  readonly server_tool_use?: { readonly web_search_requests?: unknown } | null;
  readonly service_tier?: unknown;
}

export interface WireCitation {
  readonly type?: unknown;
  readonly url?: unknown;
  readonly title?: unknown;
}

/** A content block, whole or as it starts. */
export interface WireBlock {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly citations?: readonly (WireCitation | null)[] | null;
  readonly thinking?: unknown;
  readonly signature?: unknown;
  /** Of redacted thinking. */
  readonly data?: unknown;
  readonly id?: unknown;
  readonly name?: unknown;
  readonly input?: unknown;
}

/** What a `content_block_delta` adds to its block, or a `message_delta` to the message. */
export interface WireDelta {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly signature?: unknown;
  readonly partial_json?: unknown;
  readonly citation?: WireCitation | null;
  readonly stop_reason?: unknown;
}

/** A whole answer, or the empty one that a `message_start` carries. */
export interface WireMessage {
  readonly id?: unknown;
  readonly model?: unknown;
  readonly content?: readonly (WireBlock | null)[] | null;
  readonly stop_reason?: unknown;
  readonly usage?: WireUsage | null;
}

export interface WireError {
  readonly type?: unknown;
  readonly message?: unknown;
}

/** One event of a stream. */
export interface WireEvent {
  readonly type?: unknown;
  readonly message?: WireMessage | null;
  readonly index?: unknown;
  readonly content_block?: WireBlock | null;
  readonly delta?: WireDelta | null;
  readonly usage?: WireUsage | null;
  readonly error?: WireError | string | null;
}

/** What one body or one `data:` line may hold: an event, a whole answer or an error. */
export type WireAnswer = WireEvent & WireMessage;
