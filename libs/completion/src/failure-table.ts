import { FailureCode } from '@belugapi/contracts';

/** Where a failed attempt may be tried again before the caller has seen a byte. */
export type Retry = 'nowhere' | 'other-key' | 'anywhere';

export interface FailureTraits {
  readonly status: number;
  /** OpenAI's `error.type` and `error.code`. */
  readonly type: string;
  readonly code: string;
  readonly retry: Retry;
  /** Counted against the vendor key and the worker that it happened on. */
  readonly unhealthy: boolean;
  /**
   * No vendor bills what it turned away so before any of the answer (https://ai.google.dev/gemini-api/docs/billing says it of
   * every 400 and 500). Behind a time-out or a failure of its own a vendor may have read the prompt, and nobody tells.
   */
  readonly unbilled: boolean;
  /** Sent as `x-should-retry`, which both official SDKs obey above the status. */
  readonly clientRetry?: boolean;
}

const caller = (status: number, code: string, type = 'invalid_request_error'): FailureTraits => ({
  status,
  type,
  code,
  retry: 'nowhere',
  unhealthy: false,
  unbilled: true,
});

/** The one mapping of failures to HTTP, to retries and to health. Adapters choose a code; nothing else maps errors. */
const table: Readonly<Record<FailureCode, FailureTraits>> = {
  [FailureCode.UNSPECIFIED]: {
    status: 500,
    type: 'api_error',
    code: 'internal_error',
    retry: 'nowhere',
    unhealthy: false,
    unbilled: false,
  },

  [FailureCode.INVALID_JSON]: caller(400, 'invalid_json'),
  [FailureCode.INVALID_VALUE]: caller(400, 'invalid_value'),
  [FailureCode.MISSING_PARAMETER]: caller(400, 'missing_required_parameter'),
  [FailureCode.UNKNOWN_PARAMETER]: caller(400, 'unknown_parameter'),
  [FailureCode.UNSUPPORTED_PARAMETER]: caller(400, 'unsupported_parameter'),
  [FailureCode.CONTEXT_LENGTH_EXCEEDED]: caller(400, 'context_length_exceeded'),
  // Whoever says so has read it, and some bill that (Azure OpenAI does).
  [FailureCode.CONTENT_POLICY_VIOLATION]: { ...caller(400, 'content_policy_violation'), unbilled: false },
  [FailureCode.REQUEST_TOO_LARGE]: caller(413, 'request_too_large'),
  [FailureCode.UNSUPPORTED_MEDIA_TYPE]: caller(415, 'unsupported_media_type'),
  [FailureCode.UNKNOWN_URL]: caller(404, 'unknown_url'),
  [FailureCode.METHOD_NOT_ALLOWED]: caller(405, 'method_not_allowed'),
  [FailureCode.IDEMPOTENCY_CONFLICT]: {
    ...caller(409, 'idempotency_key_conflict', 'conflict_error'),
    clientRetry: false,
  },
  [FailureCode.CONFLICT]: { ...caller(409, 'conflict', 'conflict_error'), clientRetry: false },
  [FailureCode.NOT_FOUND]: caller(404, 'not_found'),

  [FailureCode.INVALID_API_KEY]: caller(401, 'invalid_api_key'),
  [FailureCode.INSUFFICIENT_PERMISSIONS]: caller(403, 'insufficient_permissions', 'permission_error'),
  [FailureCode.MODEL_NOT_ALLOWED]: caller(403, 'model_not_allowed', 'permission_error'),
  [FailureCode.MODEL_NOT_FOUND]: caller(404, 'model_not_found'),
  [FailureCode.REQUESTS_EXCEEDED]: caller(429, 'rate_limit_exceeded', 'requests'),
  [FailureCode.TOKENS_EXCEEDED]: caller(429, 'rate_limit_exceeded', 'tokens'),
  [FailureCode.QUOTA_EXCEEDED]: { ...caller(429, 'insufficient_quota', 'insufficient_quota'), clientRetry: false },

  [FailureCode.SERVICE_UNAVAILABLE]: {
    status: 503,
    type: 'api_error',
    code: 'service_unavailable',
    retry: 'anywhere',
    unhealthy: false,
    unbilled: false,
  },
  [FailureCode.OVERLOADED]: {
    status: 503,
    type: 'api_error',
    code: 'overloaded',
    retry: 'anywhere',
    unhealthy: false,
    unbilled: true,
  },
  [FailureCode.MODEL_UNAVAILABLE]: {
    status: 503,
    type: 'api_error',
    code: 'service_unavailable',
    retry: 'nowhere',
    unhealthy: false,
    unbilled: true,
    clientRetry: false,
  },
  [FailureCode.WORKER_LOST]: {
    status: 502,
    type: 'api_error',
    code: 'upstream_error',
    retry: 'anywhere',
    unhealthy: true,
    unbilled: false,
  },
  [FailureCode.DEADLINE_EXCEEDED]: {
    status: 504,
    type: 'api_error',
    code: 'upstream_timeout',
    retry: 'nowhere',
    unhealthy: false,
    unbilled: false,
    clientRetry: false,
  },
  // Nobody is left to read it: 499 stands in the log and the ledger only.
  [FailureCode.CANCELLED]: { ...caller(499, 'client_closed_request'), unbilled: false, clientRetry: false },
  [FailureCode.INTERNAL]: {
    status: 500,
    type: 'api_error',
    code: 'internal_error',
    retry: 'nowhere',
    unhealthy: true,
    unbilled: false,
  },

  [FailureCode.UPSTREAM_RATE_LIMITED]: {
    status: 429,
    type: 'rate_limit_error',
    code: 'upstream_rate_limited',
    retry: 'other-key',
    unhealthy: true,
    unbilled: true,
  },
  [FailureCode.UPSTREAM_AUTH_FAILED]: {
    status: 502,
    type: 'api_error',
    code: 'upstream_auth_failed',
    retry: 'other-key',
    unhealthy: true,
    unbilled: true,
    clientRetry: false,
  },
  [FailureCode.UPSTREAM_OVERLOADED]: {
    status: 503,
    type: 'api_error',
    code: 'overloaded',
    retry: 'anywhere',
    unhealthy: true,
    unbilled: true,
  },
  [FailureCode.UPSTREAM_ERROR]: {
    status: 502,
    type: 'api_error',
    code: 'upstream_error',
    retry: 'anywhere',
    unhealthy: true,
    unbilled: false,
  },
  [FailureCode.UPSTREAM_TIMEOUT]: {
    status: 504,
    type: 'api_error',
    code: 'upstream_timeout',
    retry: 'nowhere',
    unhealthy: true,
    unbilled: false,
    clientRetry: false,
  },
};

/** How a failure is answered and what may be done about it. A code from a newer peer counts as an internal error. */
export function failureTraits(code: FailureCode): FailureTraits {
  return table[code] ?? table[FailureCode.INTERNAL];
}
