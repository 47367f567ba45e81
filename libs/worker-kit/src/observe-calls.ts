import { failureName } from '@belugapi/completion';
import type { DispatchCompletion } from '@belugapi/contracts';
import type { UpstreamCall } from '@belugapi/provider-spec';
import type { Logger } from '@belugapi/service-kit';
import { Counter, type Registry } from 'prom-client';

/** Counts the calls to a provider by their outcome, and logs one line for each at debug. */
export function observeCalls(
  provider: string,
  registry: Registry,
  logger: Logger,
): (call: UpstreamCall, dispatch: DispatchCompletion) => void {
  const attempts = new Counter({
    name: 'beluga_upstream_attempts_total',
    help: 'Calls to the vendor or to an engine that are over, by outcome: ok, or the name of the failure.',
    labelNames: ['provider', 'outcome'],
    registers: [registry],
  });
  attempts.inc({ provider, outcome: 'ok' }, 0);
  return ({ status, failure, durationMs }, { completionId, attempt, route }) => {
    const outcome = failure === undefined ? 'ok' : failureName(failure);
    attempts.inc({ provider, outcome });
    if (!logger.isLevelEnabled('debug')) return;
    const model = route?.servedModel;
    logger.debug({ completionId, attempt, model, status, outcome, durationMs }, 'upstream attempt');
  };
}
