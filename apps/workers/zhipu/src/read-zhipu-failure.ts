import { FailureCode } from '@belugapi/contracts';
import { type ReadFailure, wrappedError } from '@belugapi/dialect-openai';

/**
 * 429 stands for rate, balance, plan and barred account alike, so its own number decides and not the status
 * (docs.z.ai/api-reference/api-code). Numbers that are not here follow the status.
 */
const codes: Readonly<Record<string, FailureCode>> = {
  ...all(FailureCode.UPSTREAM_AUTH_FAILED, '1000 1001 1002 1003 1004 1110 1111 1112 1113 1120 1121 1220'),
  // Plans: used up for five hours or the week, expired, without this model, barred.
  ...all(FailureCode.UPSTREAM_AUTH_FAILED, '1308 1309 1310 1311 1313'),
  ...all(FailureCode.INVALID_VALUE, '1210 1213 1214 1215'),
  ...all(FailureCode.MODEL_NOT_FOUND, '1211'),
  ...all(FailureCode.CONTEXT_LENGTH_EXCEEDED, '1261'),
  ...all(FailureCode.CONTENT_POLICY_VIOLATION, '1301'),
  ...all(FailureCode.UPSTREAM_RATE_LIMITED, '1302 1303'),
  ...all(FailureCode.UPSTREAM_OVERLOADED, '1305 1312'),
  ...all(FailureCode.UPSTREAM_ERROR, '1234'),
};

/** Z.ai's error: a number in a string, and no type. */
export const readZhipuFailure: ReadFailure = (body) => {
  const { code: number, message } = wrappedError(body);
  const code = codes[String(number)];
  if (code === undefined) return undefined;
  const rest = untilReset(String(message));
  return { code, ...(rest !== undefined && { retryAfterMs: rest }) };
};

function all(code: FailureCode, numbers: string): Record<string, FailureCode> {
  return Object.fromEntries(numbers.split(' ').map((number) => [number, code]));
}

/** "Your limit will reset at 2026-03-06 22:19:54": Beijing's time (openclaw/openclaw#33785 shows both clocks). */
function untilReset(message: string): number | undefined {
  const [, day, time] = /reset at (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(message) ?? [];
  const at = Date.parse(`${day}T${time}+08:00`);
  return Number.isNaN(at) ? undefined : at - Date.now();
}
