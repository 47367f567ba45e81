import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { errorSchema } from '../answer/error-schema.js';
import { errorHeaders } from './answer-headers.js';

interface Kind {
  /** Its name among the document's responses. */
  readonly id: string;
  readonly description: string;
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly param?: string;
}

const caller = 'invalid_request_error';
const kinds = {
  400: {
    id: 'BadRequest',
    description: 'Something in the request is wrong, missing, unknown, or not supported by the model.',
    type: caller,
    code: 'invalid_value',
    message: "Invalid value for 'temperature': expected at most 2.",
    param: 'temperature',
  },
  401: {
    id: 'Unauthorized',
    description: 'No key, or one that opens nothing.',
    type: caller,
    code: 'invalid_api_key',
    message: 'Incorrect API key provided.',
  },
  402: {
    id: 'PaymentRequired',
    description: 'No money is left, where `QUOTA_STATUS` is 402; else it is a 429.',
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'The budget of this API key is spent.',
  },
  403: {
    id: 'Forbidden',
    description: 'The key may not do this, or not use this model.',
    type: 'permission_error',
    code: 'insufficient_permissions',
    message: 'This API key may not use models: it lacks the scope `completions`.',
  },
  404: {
    id: 'NotFound',
    description: 'There is none with this id.',
    type: caller,
    code: 'not_found',
    message: 'There is no such key.',
  },
  409: {
    id: 'Conflict',
    description: 'The id is taken, the key has been revoked, or the idempotency key was used for something else.',
    type: 'conflict_error',
    code: 'idempotency_key_conflict',
    message: 'This idempotency key was used for another adjustment.',
  },
  413: {
    id: 'TooLarge',
    description: 'The body is larger than 32 MiB, or a file larger than 25 MiB.',
    type: caller,
    code: 'request_too_large',
    message: 'The request body is larger than 32 MiB.',
  },
  415: {
    id: 'UnsupportedMediaType',
    description: 'The body is of another media type, or compressed.',
    type: caller,
    code: 'unsupported_media_type',
    message: 'The request body must be application/json.',
  },
  429: {
    id: 'TooManyRequests',
    description: 'A limit of the key, of its organisation or of the vendor is reached, or no money is left.',
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached for this API key: 60 requests per minute.',
  },
  500: {
    id: 'InternalError',
    description: 'A fault of ours.',
    type: 'api_error',
    code: 'internal_error',
    message: 'The server had an error while processing your request.',
  },
  502: {
    id: 'UpstreamError',
    description: 'The vendor failed, or refused the operator’s credential.',
    type: 'api_error',
    code: 'upstream_error',
    message: 'The vendor answered with an error.',
  },
  503: {
    id: 'Unavailable',
    description: 'A part of the system, or of the vendor’s, cannot take the request just now.',
    type: 'api_error',
    code: 'service_unavailable',
    message: 'This cannot be done just now: a service does not answer. Try again shortly.',
  },
  504: {
    id: 'UpstreamTimeout',
    description: 'The answer took longer than it may.',
    type: 'api_error',
    code: 'upstream_timeout',
    message: 'The vendor did not answer in time.',
  },
} as const satisfies Readonly<Record<number, Kind>>;

export type ErrorStatus = keyof typeof kinds;

const responses = new Map(Object.entries(kinds).map(([status, kind]) => [Number(status), errorResponse(kind)]));

/** The errors that an operation documents, each with an example. */
export function errorResponses(...statuses: readonly ErrorStatus[]): ZodOpenApiResponsesObject {
  return Object.fromEntries(statuses.map((status) => [String(status), responses.get(status) ?? {}]));
}

function errorResponse({ id, description, type, code, message, param }: Kind): ZodOpenApiResponseObject {
  const beluga = { request_id: 'req_0123456789abcdef0123456789abcdef', retryable: false };
  const example = { error: { message, type, param: param ?? null, code, beluga } };
  return { id, description, headers: errorHeaders, content: { 'application/json': { schema: errorSchema, example } } };
}
