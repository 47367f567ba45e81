export type { FoldedAudio } from './audio-fold.js';
export { CompletionFailure, createFailure, failureName } from './completion-failure.js';
export { estimatePromptTokens, estimateTokens } from './estimate-tokens.js';
export { failedEvent, isTerminal } from './terminal-event.js';
export { type FailureTraits, failureTraits, type Retry } from './failure-table.js';
export { EventFold, type FoldedChoice, type FoldedCompletion, type FoldedToolCall } from './fold-events.js';
export { completionTokens, estimatedUsage, promptTokens } from './token-totals.js';
export { type ClassPrices, priceUsage, type UsageClass, type UsageCost, type UsagePrices } from './price-usage.js';
export { type Settlement, UsageMeter } from './usage-meter.js';
