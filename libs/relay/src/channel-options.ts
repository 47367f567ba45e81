import type { ChannelOptions } from '@grpc/grpc-js';

/** Largest message of the relay: a whole request body, which the gateway's HTTP limit bounds. */
export const maximumMessageBytes = 40 * 1024 * 1024;

/** A peer that is gone without a word is noticed within 15 s. */
export const channelOptions: ChannelOptions = {
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.max_receive_message_length': maximumMessageBytes,
  'grpc.max_send_message_length': maximumMessageBytes,
};
