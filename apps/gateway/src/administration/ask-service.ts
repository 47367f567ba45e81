import { busRequest, type RequestDefinition } from '@belugapi/bus';
import { type Failure, FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { NatsConnection } from '@nats-io/transport-node';

const usualTimeoutMs = 5_000;

/**
 * Asks a service for something that only it has.
 * @throws {CompletionFailure} SERVICE_UNAVAILABLE where it gives no answer.
 */
export async function askService<Request, Response>(
  connection: NatsConnection,
  definition: RequestDefinition<Request, Response>,
  request: Request,
  timeoutMs = usualTimeoutMs,
): Promise<Response> {
  try {
    return await busRequest(connection, definition, request, timeoutMs);
  } catch (error) {
    const message = 'This cannot be done just now: a service does not answer. Try again shortly.';
    const failure = { code: FailureCode.SERVICE_UNAVAILABLE, message, retryAfterMs: 1_000 };
    throw new CompletionFailure(failure, { cause: error });
  }
}

type Result = { readonly $case: string; readonly value: unknown } | undefined;

/** What a service answered with. @throws {CompletionFailure} the failure that it answered with instead. */
export function valueOf<Value>(result: Result, wanted: string): Value {
  if (result?.$case === wanted) return result.value as Value;
  if (result?.$case === 'failure') throw new CompletionFailure(result.value as Failure);
  throw CompletionFailure.of(FailureCode.INTERNAL, 'A service gave an answer that is not known here.');
}
