import type { CompletionEvent, Message } from '@belugapi/contracts';
import type { ProviderAdapter } from '@belugapi/provider-spec';
import { plainAdapter } from './plain-adapter.js';

/** What the vendor of an open adapter is asked. */
export interface OpenBody {
  readonly stop: readonly string[];
  readonly way: string;
  readonly messages: readonly Message[];
}

/** Shows a vendor the whole request as we hold it, and takes events as we write them: a data line is a JSON array of them. */
export const openAdapter: ProviderAdapter = {
  ...plainAdapter,
  toRequest: ({ request, route }) => {
    const { stop, messages, stream } = request;
    return { path: '/completions', body: JSON.stringify({ stop, way: route.wire, messages }), stream };
  },
  async *fromStream(pieces) {
    for await (const together of pieces) for (const { data } of together) yield readEvents(data);
  },
};

/** Events as an open adapter's vendor streams them. */
export function streamOf(...pieces: readonly (readonly CompletionEvent[])[]): string {
  return pieces.map((events) => `data: ${JSON.stringify(events)}\n\n`).join('');
}

function readEvents(data: string): CompletionEvent[] {
  return JSON.parse(data, (_name, value: unknown) => {
    const { type, data: bytes } = (value ?? {}) as { type?: unknown; data?: unknown };
    return type === 'Buffer' && Array.isArray(bytes) ? Buffer.from(bytes) : value;
  }) as CompletionEvent[];
}
