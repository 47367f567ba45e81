import type { Finding } from '../finding.js';
import { type Check, type DoctorContext, unknown } from './doctor-context.js';

/** Runs all checks side by side, each for `timeoutMs` at most; a check that fails is a finding like any other. */
export async function runChecks(
  checks: readonly Check[],
  context: DoctorContext,
  timeoutMs: number,
): Promise<readonly Finding[]> {
  const found = await Promise.all(checks.map((check) => runCheck(check, context, timeoutMs)));
  return found.flat();
}

async function runCheck(check: Check, context: DoctorContext, timeoutMs: number): Promise<readonly Finding[]> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve([unknown(check.name, `no answer within ${timeoutMs / 1_000} s`)]);
    }, timeoutMs);
  });
  try {
    return await Promise.race([check.run(context, controller.signal), overdue]);
  } catch (error) {
    return [unknown(check.name, `the check failed: ${error instanceof Error ? error.message : String(error)}`)];
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}
