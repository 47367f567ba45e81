import type { FailureCode } from '@belugapi/contracts';
import type { WireCompletion, WireError } from './chat-wire.js';

/** A failure in a vendor's own words. */
export interface VendorFailure {
  readonly code: FailureCode;
  /** The vendor's own code. Default: what OpenAI's wire holds there, like the message. */
  readonly word?: string;
  readonly message?: string;
  /** How long the key had better rest. */
  readonly retryAfterMs?: number;
}

/** Any body or chunk of a vendor: an answer, or an error with or without a wrapper. Nothing in it is sure. */
export type WireBody = WireCompletion & WireError;

/**
 * Finds a failure that a vendor tells in words, or in a place, of its own. Undefined: there is none, or OpenAI's words tell
 * it. The status is that of a refusal; it is absent for what came with HTTP 200.
 */
export type ReadFailure = (body: WireBody, status: number | undefined) => VendorFailure | undefined;

/** The wrapped error of a body, where it is an object. */
export function wrappedError({ error }: WireBody): WireError {
  return typeof error === 'object' && error !== null ? error : {};
}
