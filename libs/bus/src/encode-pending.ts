import { UsageBatch, type UsageEvent } from '@belugapi/contracts';

/** An event that waits to be written. */
export interface PendingEvent {
  readonly event: UsageEvent;
  /** It cannot be encoded, and that has been told. */
  unwritable: boolean;
}

/** One message of these events. One that cannot be encoded must not hold up the others: it is told, once, and left out. */
export function encodePending(
  batch: readonly PendingEvent[],
  onUnwritable: (event: UsageEvent, error: unknown) => void,
): Uint8Array {
  try {
    return encode(batch);
  } catch {
    return encode(batch.filter((pending) => isEncodable(pending, onUnwritable)));
  }
}

function isEncodable(pending: PendingEvent, onUnwritable: (event: UsageEvent, error: unknown) => void): boolean {
  try {
    encode([pending]);
    return true;
  } catch (error) {
    if (!pending.unwritable) onUnwritable(pending.event, error);
    pending.unwritable = true;
    return false;
  }
}

function encode(batch: readonly PendingEvent[]): Uint8Array {
  return UsageBatch.encode({ events: batch.map(({ event }) => event) }).finish();
}
