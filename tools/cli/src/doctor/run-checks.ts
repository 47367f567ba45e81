import type { Finding } from '../finding.js';
import { type Check, type DoctorContext, type Keep, unknown } from './doctor-context.js';

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
  const kept: Finding[] = [];
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => {
      const told = kept.length > 0 ? 'not all of it was looked at' : 'no answer';
      resolve([unknown(check.name, `${told} within ${timeoutMs / 1_000} s`)]);
      controller.abort();
    }, timeoutMs);
  });
  try {
    const keep: Keep = (findings) => kept.push(...findings);
    const rest = await Promise.race([check.run(context, controller.signal, keep), overdue]);
    return [...kept, ...rest];
  } catch (error) {
    return [
      ...kept,
      unknown(check.name, `the check failed: ${error instanceof Error ? error.message : String(error)}`),
    ];
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}
