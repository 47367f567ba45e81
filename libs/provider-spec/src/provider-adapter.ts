import type { CompletionEvent, Failure } from '@belugapi/contracts';
import type { ParameterName, Provider, Wire } from '@belugapi/model-catalog';
import type { CompletionTask } from './completion-task.js';
import type { ServerSentEvent } from './server-sent-event.js';

/** An HTTP call to a vendor, all but the host and the credential. */
export interface UpstreamRequest {
  /** Appended to the base URL, with a leading slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text; bytes where `headers` name another content type. */
  readonly body: string | Uint8Array;
  /** The vendor was asked for server-sent events. */
  readonly stream: boolean;
}

/** A vendor's refusal: the status line, headers (lower-case names) and up to 64 KiB of the body. */
export interface UpstreamRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a vendor does with pictures. The worker kit makes all else fit, or refuses it before the vendor is called. */
export interface ImagePolicy {
  /** URL schemes that the vendor fetches itself; pictures behind others are fetched here and sent as bytes. */
  readonly fetchedByVendor: readonly ('http' | 'https')[];
  /** Media types that it takes, as in `image/png`. */
  readonly mediaTypes: readonly string[];
}

/**
 * What a provider implements: pure functions from our messages to the vendor's wire and back. The same events come out of
 * both `from…`; no HTTP, no environment, no logger.
 */
export interface ProviderAdapter {
  readonly provider: Provider;
  /** What OpenTelemetry's conventions call it (gen_ai.provider.name), where that is not `provider`. */
  readonly telemetryName?: string;
  readonly defaultBaseUrl: string;
  /** The vendor protocols that it speaks; models on others are refused. */
  readonly wires: readonly Wire[];
  /** Headers that carry the operator's key. */
  authorize(apiKey: string): Readonly<Record<string, string>>;
  toRequest(task: CompletionTask): UpstreamRequest;
  /**
   * Translates one streamed answer. Ends with `completed` or `failed` whatever the vendor sends or leaves out. Both ways
   * events that came together stay together: a promise per token would cost more than its translation.
   */
  fromStream(
    messages: AsyncIterable<readonly ServerSentEvent[]>,
    task: CompletionTask,
  ): AsyncIterable<readonly CompletionEvent[]>;
  /** Translates one whole answer (status 2xx), with the same events in the same order. */
  fromResponse(body: string, task: CompletionTask): CompletionEvent[];
  toFailure(refusal: UpstreamRefusal): Failure;
  /** Absent: picture URLs go through as they came. */
  readonly images?: ImagePolicy;
  /**
   * The vendor wants reasoning back with the tool calls it led to: what an answer with calls carried is kept for hours and
   * put into later requests whose caller lost it.
   */
  readonly remembersReasoning?: boolean;
  /**
   * Fields of this very request that the vendor cannot take, although the model's row says that it takes such fields: they are
   * emulated like those that the row calls so.
   */
  lacks?(task: CompletionTask): readonly ParameterName[];
  /** Another way to ask after exactly this refusal (another wire, a smaller limit); tried twice at most. */
  reroute?(refusal: UpstreamRefusal, task: CompletionTask): CompletionTask | undefined;
}
