import { AuthorizationError } from '@nats-io/transport-node';

// Codes of OpenSSL's verification, of Node's TLS, and of alerts from the other side.
const tlsCodes = /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_|ERR_(TLS|SSL|OSSL)_)/;

/** Whether a first connection failed for a reason that an operator has to mend: credentials, certificates, no TLS over there. */
export function isLastingFailure(error: unknown): boolean {
  if (error instanceof AuthorizationError) return true;
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return (typeof code === 'string' && tlsCodes.test(code)) || message === `server does not support 'tls'`;
}
