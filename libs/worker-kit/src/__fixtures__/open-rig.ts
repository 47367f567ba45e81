import { type CompletionEvent, FinishReason } from '@belugapi/contracts';
import type { CompletionTask, ProviderAdapter } from '@belugapi/provider-spec';
import { KeyPool } from '../key-pool.js';
import { UpstreamClient } from '../upstream-call.js';
import { UpstreamSource, type UpstreamSourceOptions } from '../upstream-source.js';
import { openAdapter, streamOf } from './open-adapter.js';
import { type OpenVendor, startOpenVendor } from './open-vendor.js';

export const begun: CompletionEvent = { event: { $case: 'started', value: { upstreamId: '', upstreamModel: '' } } };

export function end(reason = FinishReason.STOP): CompletionEvent[] {
  return [
    { event: { $case: 'choiceFinished', value: { choice: 0, reason, rawReason: '' } } },
    { event: { $case: 'completed', value: {} } },
  ];
}

const text = (value: string): CompletionEvent => ({
  event: { $case: 'text', value: { choice: 0, text: value, logprobs: [] } },
});

/** `A beluga is a whale.` */
export const plainAnswer = { body: streamOf([begun], [text('A beluga')], [text(' is a whale.')], end()) };

/** A vendor that shows what it was asked, and sources that ask it. */
export class OpenRig {
  private readonly client = new UpstreamClient({ connectMs: 2_000, headersMs: 5_000, silenceMs: 5_000 });

  private constructor(readonly vendor: OpenVendor) {}

  static async start(): Promise<OpenRig> {
    return new OpenRig(await startOpenVendor());
  }

  source(adapter: Partial<ProviderAdapter> = {}, more: Partial<UpstreamSourceOptions> = {}): UpstreamSource {
    return new UpstreamSource({
      adapter: { ...openAdapter, ...adapter },
      client: this.client,
      baseUrl: this.vendor.baseUrl,
      keys: new KeyPool(['key-a']),
      ...more,
    });
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.vendor.close();
  }
}

/** All events of an answer. */
export async function complete(
  source: UpstreamSource,
  task: CompletionTask,
  signal = new AbortController().signal,
): Promise<CompletionEvent[]> {
  const events: CompletionEvent[] = [];
  for await (const together of source.complete(task, signal)) events.push(...together);
  return events;
}
