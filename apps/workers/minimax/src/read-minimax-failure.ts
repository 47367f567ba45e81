import { FailureCode } from '@belugapi/contracts';
import { type ReadFailure, type WireBody, wrappedError } from '@belugapi/dialect-openai';
import { failureCodeOfStatus } from '@belugapi/provider-spec';

/** MiniMax tells how a call went in every body, whatever the HTTP status. */
export interface BaseResponse {
  readonly status_code?: number | null;
  readonly status_msg?: string | null;
}

/** platform.minimax.io/docs/api-reference/errorcode. What is not here follows the status, or is MiniMax's own fault. */
const codes: ReadonlyMap<number, FailureCode> = new Map([
  [1000, FailureCode.UPSTREAM_ERROR],
  [1001, FailureCode.UPSTREAM_TIMEOUT],
  [1002, FailureCode.UPSTREAM_RATE_LIMITED],
  [1004, FailureCode.UPSTREAM_AUTH_FAILED],
  [1008, FailureCode.UPSTREAM_AUTH_FAILED],
  [1024, FailureCode.UPSTREAM_ERROR],
  [1026, FailureCode.CONTENT_POLICY_VIOLATION],
  [1027, FailureCode.CONTENT_POLICY_VIOLATION],
  [1033, FailureCode.UPSTREAM_ERROR],
  [1039, FailureCode.UPSTREAM_RATE_LIMITED],
  [2013, FailureCode.INVALID_VALUE],
  [2056, FailureCode.UPSTREAM_AUTH_FAILED],
]);

/** Of the number of an answer that was filtered: no failure, but the end of an answer. */
export const outputFiltered = 1027;

/** The failure that a body or a line of a stream tells in `base_resp`, or in the number at the end of an error's message. */
export const readMiniMaxFailure: ReadFailure = (body: MiniMaxBody, status) => {
  const { number, message, httpStatus } = told(body);
  if (number === outputFiltered && status === undefined) return undefined;
  if (number === undefined) {
    return httpStatus === undefined || status !== undefined
      ? undefined
      : { code: failureCodeOfStatus(httpStatus), message };
  }
  const code = byText(number, message) ?? codes.get(number) ?? failureCodeOfStatus(status ?? httpStatus ?? 500);
  return { code, message, word: String(number) };
};

interface MiniMaxBody extends WireBody {
  readonly base_resp?: BaseResponse | null;
}

function told(body: MiniMaxBody): { number: number | undefined; message: string; httpStatus: number | undefined } {
  const { status_code: number, status_msg: said } = body.base_resp ?? {};
  if (Number.isSafeInteger(number) && number) return { number, message: textOf(said), httpStatus: undefined };
  const { message: written, http_code: http }: ReturnType<typeof wrappedError> & { http_code?: unknown } =
    wrappedError(body);
  const message = textOf(written);
  // "invalid params, unknown model 'x' (2013)"
  const [, digits] = /\((\d{4})\)\s*$/.exec(message) ?? [];
  const httpStatus = Number(http);
  return {
    number: digits === undefined ? undefined : Number(digits),
    message,
    httpStatus: httpStatus >= 400 && httpStatus < 600 ? httpStatus : undefined,
  };
}

/** One number for whatever is wrong with the parameters, and one for two kinds of too many tokens. */
function byText(number: number, message: string): FailureCode | undefined {
  if (number !== 2013 && number !== 1039) return undefined;
  if (/unknown model/i.test(message)) return FailureCode.MODEL_NOT_FOUND;
  return /context (?:window|length)|too long/i.test(message) ? FailureCode.CONTEXT_LENGTH_EXCEEDED : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
