import { FailureCode } from '@belugapi/contracts';

/**
 * What a vendor's HTTP status means where its body says nothing better. A refusal of our own credentials or account (401,
 * 402, 403) is no fault of the caller; any other 4xx is, and comes back as INVALID_VALUE.
 */
export function failureCodeOfStatus(status: number): FailureCode {
  switch (status) {
    case 401:
    case 402:
    case 403:
      return FailureCode.UPSTREAM_AUTH_FAILED;
    case 404:
      return FailureCode.MODEL_NOT_FOUND;
    case 408:
    case 504:
      return FailureCode.UPSTREAM_TIMEOUT;
    case 413:
      return FailureCode.REQUEST_TOO_LARGE;
    case 429:
      return FailureCode.UPSTREAM_RATE_LIMITED;
    case 498:
    case 503:
    case 529:
      return FailureCode.UPSTREAM_OVERLOADED;
    default:
      return status >= 400 && status < 500 ? FailureCode.INVALID_VALUE : FailureCode.UPSTREAM_ERROR;
  }
}
