import type { ServerOptions } from 'node:http';

/** What one connection may cost before it is known whose it is, and what is taken of it. Times in milliseconds, sizes in bytes. */
export const httpBounds = {
  // A megabyte of a bearer token is refused as a wrong key, as any other is; a key of ours has 512 bytes at most.
  maxHeaderSize: (1024 + 64) * 1024,
  // For as long a connection may hold headers that are not whole.
  headersTimeout: 20_000,
  // Large prompts take their time on slow lines, but a line that says nothing is not kept.
  requestTimeout: 120_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
  // Looked for by ourselves (requireHost), so that its refusal is one of ours.
  requireHostHeader: false,
} as const satisfies ServerOptions;
