/**
 * The fields of generateContent answers that we read (ai.google.dev/api/generate-content). All optional and of unknown
 * type where a value is read: lenient on what vendors send.
 */
export interface WireAnswer {
  readonly candidates?: readonly WireCandidate[] | null;
  readonly promptFeedback?: { readonly blockReason?: unknown } | null;
  readonly usageMetadata?: WireUsage | null;
  readonly modelVersion?: unknown;
  readonly responseId?: unknown;
  readonly error?: WireError | null;
}

export interface WireCandidate {
  readonly index?: unknown;
  readonly content?: { readonly parts?: readonly WirePart[] | null } | null;
  readonly finishReason?: unknown;
  readonly groundingMetadata?: { readonly groundingChunks?: readonly WireGroundingChunk[] | null } | null;
}

export interface WirePart {
  readonly text?: unknown;
  readonly thought?: unknown;
  readonly thoughtSignature?: unknown;
  readonly functionCall?: WireFunctionCall | null;
}

export interface WireFunctionCall {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly args?: unknown;
}

export interface WireGroundingChunk {
  readonly web?: { readonly uri?: unknown; readonly title?: unknown } | null;
}

export interface WireUsage {
  readonly promptTokenCount?: unknown;
  readonly cachedContentTokenCount?: unknown;
  readonly candidatesTokenCount?: unknown;
  readonly thoughtsTokenCount?: unknown;
  readonly toolUsePromptTokenCount?: unknown;
  readonly promptTokensDetails?: readonly WireModalityCount[] | null;
  readonly cacheTokensDetails?: readonly WireModalityCount[] | null;
}

export interface WireModalityCount {
  readonly modality?: unknown;
  readonly tokenCount?: unknown;
}

/** google.rpc.Status. */
export interface WireError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly status?: unknown;
  readonly details?: unknown;
}
