import { reasoningBucket } from '@belugapi/bus';
import { jetstream } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';

export interface ReasoningStoreOptions {
  readonly connection: NatsConnection;
  /** Hears why the bucket cannot be used, once until it can be again. */
  readonly onUnavailable?: (error: unknown) => void;
  /** How long a store that failed is left alone. Default 5,000. */
  readonly restMs?: number;
}

const { largestValueBytes } = reasoningBucket;
const operationMs = 1_000;

/**
 * The JetStream key-value bucket REASONING: values of up to 1 MiB that go after some hours, the oldest first when the bucket
 * (1 GiB) is full. Billing makes it; a store that failed is left alone for a while, so that nobody waits for it.
 */
export class ReasoningStore {
  private bucket: Promise<KV> | undefined;
  private restingUntil = 0;
  private available = true;

  constructor(private readonly options: ReasoningStoreOptions) {}

  /** Undefined where nothing is kept under the key. Rejects when the store cannot be used. */
  get(key: string): Promise<Uint8Array | undefined> {
    return this.use(async (bucket) => {
      const entry = await bucket.get(key);
      return entry?.operation === 'PUT' ? entry.value : undefined;
    });
  }

  /** Resolves when the value is on the stream. Rejects on a value that is too large and when the store cannot be used. */
  async put(key: string, value: Uint8Array): Promise<void> {
    if (value.length > this.largestValue) throw new RangeError(`a value of ${value.length} bytes is too large to keep`);
    await this.use((bucket) => bucket.put(key, value));
  }

  /** Bytes of the largest value that this NATS takes. */
  get largestValue(): number {
    return Math.min(largestValueBytes, this.options.connection.info?.max_payload ?? largestValueBytes);
  }

  private async use<Result>(work: (bucket: KV) => Promise<Result>): Promise<Result> {
    if (performance.now() < this.restingUntil) throw new Error('the store of reasoning rests after a failure');
    try {
      this.bucket ??= openBucket(this.options);
      const result = await work(await this.bucket);
      this.available = true;
      return result;
    } catch (error) {
      this.bucket = undefined;
      this.restingUntil = performance.now() + (this.options.restMs ?? 5_000);
      if (this.available) this.options.onUnavailable?.(error);
      this.available = false;
      throw error;
    }
  }
}

// Without a look at its stream, which a worker has no business with.
function openBucket({ connection }: ReasoningStoreOptions): Promise<KV> {
  return new Kvm(jetstream(connection, { timeout: operationMs })).open(reasoningBucket.name, { allow_direct: true });
}
