import { subjects } from '@belugapi/bus';
import type { UsageEvent } from '@belugapi/contracts';
import { DatabaseError, messagingAttributes, type Tracing } from '@belugapi/service-kit';

/**
 * Books a batch, shown in the traces of all completions that it settles: in each one the message, and the transaction that they
 * share. Throws what `work` throws.
 */
export async function traceBooking<Result>(
  tracing: Tracing,
  events: readonly UsageEvent[],
  work: () => Promise<Result>,
): Promise<Result> {
  const subject = subjects.usageEvents;
  const spans = events.flatMap(({ trace, completionId, attempt }) => {
    const attributes = trace && {
      ...messagingAttributes('process', subject),
      'messaging.batch.message_count': events.length,
      'beluga.completion_id': completionId,
      'beluga.attempt': attempt,
    };
    const message = attributes && tracing.start(`process ${subject}`, trace, { kind: 'consumer', attributes });
    const transaction = message?.child('book usage', bookingStart);
    return message && transaction ? [transaction, message] : [];
  });
  const endAll = (errorType?: string) => spans.forEach((span) => span.end(errorType));
  try {
    const result = await work();
    endAll();
    return result;
  } catch (error) {
    endAll(error instanceof DatabaseError ? (error.code ?? 'database') : 'internal');
    throw error;
  }
}

const bookingStart = {
  kind: 'client',
  attributes: { 'db.system.name': 'postgresql', 'db.namespace': 'billing', 'db.operation.name': 'transaction' },
} as const;
