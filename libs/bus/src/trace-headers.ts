import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { TraceContext } from '@belugapi/contracts';

/** Headers that carry a trace to whoever gets the message. */
export function traceHeaders({ traceparent, tracestate }: TraceContext): MsgHdrs {
  const carried = headers();
  carried.set('traceparent', traceparent);
  if (tracestate !== '') carried.set('tracestate', tracestate);
  return carried;
}

/** The trace that a message belongs to; undefined where it says none. */
export function readTraceHeaders(carried: MsgHdrs | undefined): TraceContext | undefined {
  const traceparent = carried?.get('traceparent');
  return traceparent ? { traceparent, tracestate: carried?.get('tracestate') ?? '' } : undefined;
}
