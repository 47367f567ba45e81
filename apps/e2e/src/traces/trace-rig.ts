import { randomBytes } from 'node:crypto';
import type { OtlpReceiver, ReceivedSpan } from '@belugapi/testing';
import { AdminApi } from '../keys/admin-api.js';
import type { VendorStack } from '../vendor-stack.js';

/** A call whose caller has a trace of its own. */
export interface TracedCall {
  readonly traceId: string;
  readonly response: Response;
}

/** The span that a caller of these specs names as the parent. */
export const callersSpan = '00f067aa0ba902b7';
export const model = 'gpt-4.1-mini-2025-04-14';
export const prompt = 'a-prompt-that-nobody-else-may-read';

/** A stack whose spans come to us, and a key that its first gateway has not seen. */
export class TraceRig {
  private constructor(
    readonly served: VendorStack,
    readonly receiver: OtlpReceiver,
    readonly key: string,
    private readonly url: string,
  ) {}

  static async open(served: VendorStack, receiver: OtlpReceiver): Promise<TraceRig> {
    const { stack } = served;
    const [url = stack.url] = stack.ready.gateways;
    const { key } = await new AdminApi(url, stack.adminKey).createKey({ name: 'traced' });
    return new TraceRig(served, receiver, key, url);
  }

  ask(body: object, signal?: AbortSignal): Promise<TracedCall> {
    return this.send('/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ model, messages: [{ role: 'user', content: prompt }], ...body }),
      ...(signal && { signal }),
    });
  }

  /** Any request, in a trace of its own. */
  async send(path: string, init: RequestInit = {}): Promise<TracedCall> {
    const traceId = randomBytes(16).toString('hex');
    const headers = {
      authorization: `Bearer ${this.key}`,
      'content-type': 'application/json',
      traceparent: `00-${traceId}-${callersSpan}-01`,
      tracestate: 'theirs=1',
    };
    return { traceId, response: await fetch(`${this.url}${path}`, { headers, ...init }) };
  }

  /** The trace's spans, once there are `count` of the name `last` among them. */
  trace(traceId: string, last: string, count = 1): Promise<readonly ReceivedSpan[]> {
    return this.receiver.until((spans) => {
      const mine = spans.filter((span) => span.traceId === traceId);
      return mine.filter(({ name }) => name === last).length >= count ? mine : undefined;
    });
  }
}

/** `service: name (kind) in name of its parent`, in the order in which they began. */
export function outline(spans: readonly ReceivedSpan[]): string[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return spans
    .toSorted((a, b) => Number(a.startedAt - b.startedAt))
    .map(({ service, kind, name, parentSpanId }) => {
      return `${service.replace('belugapi-', '')}: ${name} (${kind}) in ${names.get(parentSpanId) ?? parentSpanId}`;
    });
}
