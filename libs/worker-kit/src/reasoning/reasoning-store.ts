import {
  DiscardPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';

export interface ReasoningStoreOptions {
  readonly connection: NatsConnection;
  /** How long a value is kept. */
  readonly hours: number;
  /** Hears why the bucket cannot be used, once until it can be again. */
  readonly onUnavailable?: (error: unknown) => void;
  /** How long a store that failed is left alone. Default 5,000. */
  readonly restMs?: number;
}

const bucketName = 'REASONING';
const streamName = `KV_${bucketName}`;
const mostBytes = 1024 * 1024 * 1024;
/** Largest value, and NATS's own default for a message. */
export const largestValueBytes = 1024 * 1024;
const operationMs = 1_000;

/**
 * The JetStream key-value bucket REASONING: values of up to 1 MiB that go after some hours, the oldest first when the bucket
 * (1 GiB) is full. It is opened at first use; a store that failed is left alone for a while, so that nobody waits for it.
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

async function openBucket({ connection, hours }: ReasoningStoreOptions): Promise<KV> {
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: operationMs });
  const maxAge = Math.round(hours * 3_600_000) * 1_000_000;
  await ensureStream(manager, maxAge);
  return new Kvm(jetstream(connection, { timeout: operationMs })).open(bucketName, { allow_direct: true });
}

/** Makes the bucket's stream where it is not there yet. Kvm itself would, but a bucket of its making refuses values when full. */
async function ensureStream({ streams }: JetStreamManager, maxAge: number): Promise<void> {
  // The server wants no window for duplicates (nanoseconds, by default two minutes) that is longer than the age.
  const life = { max_age: maxAge, duplicate_window: Math.min(maxAge, 120_000_000_000) };
  try {
    const { config } = await streams.info(streamName);
    if (config.max_age !== maxAge) await streams.update(streamName, life);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)) throw error;
    await streams.add({
      name: streamName,
      subjects: [`$KV.${bucketName}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_msgs_per_subject: 1,
      max_msg_size: largestValueBytes,
      max_bytes: mostBytes,
      allow_direct: true,
      allow_rollup_hdrs: true,
      deny_delete: true,
      ...life,
    });
  }
}
