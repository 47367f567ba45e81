import type { VendorError, VendorFailure } from '../emulated-vendor-answer.js';

/** A refusal in the vendor's words. Default status: 400. */
export function complaint(message: string, error: Omit<VendorError, 'message'> = {}, status = 400): VendorFailure {
  return { kind: 'failure', status, error: { ...error, message } };
}

/** The first of several refusals. */
export function firstComplaint(complaints: Iterable<VendorFailure>): VendorFailure | undefined {
  for (const first of complaints) return first;
  return undefined;
}
