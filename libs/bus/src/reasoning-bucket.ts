import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/** The key-value bucket of what models thought, and its bounds. */
export const reasoningBucket = {
  name: 'REASONING',
  /** Largest value, and NATS's own default for a message. */
  largestValueBytes: 1024 * 1024,
  /** Of all values. */
  mostBytes: 1024 * 1024 * 1024,
} as const;

const streamName = `KV_${reasoningBucket.name}`;

/**
 * Makes the bucket where it is not there yet, its values to be kept for `hours`, or has the one that is there follow a change
 * of them. This is for a service that vendors do not reach: who may change a stream may have it take in any subject.
 * Kvm itself would make one, but a bucket of its making refuses values when it is full.
 */
export async function ensureReasoningBucket(connection: NatsConnection, hours: number): Promise<void> {
  const { streams } = await jetstreamManager(connection, { checkAPI: false });
  const maxAge = Math.round(hours * 3_600_000) * 1_000_000;
  // The server wants no window for duplicates (nanoseconds, by default two minutes) that is longer than the age.
  const life = { max_age: maxAge, duplicate_window: Math.min(maxAge, 120_000_000_000) };
  try {
    const { config } = await streams.info(streamName);
    if (config.max_age !== maxAge) await streams.update(streamName, life);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)) throw error;
    await streams.add({
      name: streamName,
      subjects: [`$KV.${reasoningBucket.name}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_msgs_per_subject: 1,
      max_msg_size: reasoningBucket.largestValueBytes,
      max_bytes: reasoningBucket.mostBytes,
      allow_direct: true,
      allow_rollup_hdrs: true,
      deny_delete: true,
      ...life,
    });
  }
}
