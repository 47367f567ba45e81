import type { Provider } from '@belugapi/model-catalog';
import type { VendorError } from '../emulated-vendor-answer.js';

const usualErrors: Readonly<Record<number, Required<VendorError>>> = {
  400: { message: 'Invalid request.', type: 'invalid_request_error', param: null, code: null },
  401: {
    message: 'Incorrect API key provided.',
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  },
  404: { message: 'Not found.', type: 'invalid_request_error', param: null, code: 'not_found' },
  429: { message: 'Rate limit reached.', type: 'requests', param: null, code: 'rate_limit_exceeded' },
  503: { message: 'The engine is overloaded.', type: 'server_error', param: null, code: 'overloaded' },
};

/** OpenAI's error object for a status, with what `error` says instead. */
export function openAiError(status: number, error: VendorError = {}): Required<VendorError> {
  const usual = usualErrors[status] ?? {
    message: 'The server had an error.',
    type: 'server_error',
    param: null,
    code: null,
  };
  return { ...usual, ...error };
}

/** Zhipu's numbers (docs.z.ai, "Error codes"). */
const glmCodes: Readonly<Record<number, string>> = { 400: '1210', 401: '1000', 404: '1211', 429: '1302', 503: '1305' };

type RenderedError = (full: Required<VendorError>, status: number, given: VendorError) => object;

const ownWords: Partial<Record<Provider, RenderedError>> = {
  zhipu: ({ message }, status, { code }) => ({ error: { code: code ?? glmCodes[status] ?? '500', message } }),
  moonshot: ({ message, type }) => ({ error: { message, type } }),
  minimax: ({ message, type }, status) => ({ type: 'error', error: { type, message, http_code: String(status) } }),
  edge: (full) => full,
};

/** The error body of a vendor of this wire: OpenAI's, or the vendor's own. */
export function renderChatError(provider: Provider, status: number, error: VendorError = {}): string {
  const full = openAiError(status, error);
  return JSON.stringify(ownWords[provider]?.(full, status, error) ?? { error: full });
}
