import { type CompletionFrame, WorkerBatch } from '@belugapi/contracts';
import { maximumMessageBytes } from './channel-options.js';

/** Messages that together carry frames, and the streams of which something could not be carried. */
export interface EncodedFrames {
  readonly messages: readonly Buffer[];
  /** What is wrong with the first event that could not be carried, by stream; what follows it is left out too. */
  readonly unsendable: ReadonlyMap<number, unknown>;
}

const nothing: ReadonlyMap<number, unknown> = new Map();

/**
 * Encodes the frames of one turn as one message. Where that fails (a number out of its field's range, more than the link
 * takes in one message) it takes them apart, so that only the completion at fault suffers: gRPC would end the whole link.
 */
export function encodeFrames(frames: CompletionFrame[]): EncodedFrames {
  try {
    return { messages: [encodeBatch({ frames })], unsendable: nothing };
  } catch {
    const unsendable = new Map<number, unknown>();
    return { messages: frames.flatMap((frame) => encodeApart(frame, unsendable)), unsendable };
  }
}

/** One message of the link. Throws on what its fields cannot hold, and above the largest message. */
export function encodeBatch(batch: WorkerBatch): Buffer {
  const { buffer, byteOffset, length } = WorkerBatch.encode(batch).finish();
  if (length > maximumMessageBytes) throw new RangeError(`a message of ${length} bytes is too large for the relay`);
  return Buffer.from(buffer, byteOffset, length);
}

function encodeApart(frame: CompletionFrame, unsendable: Map<number, unknown>): Buffer[] {
  const { streamId, events } = frame;
  if (unsendable.has(streamId)) return [];
  try {
    return [encodeBatch({ frames: [frame] })];
  } catch (error) {
    if (events.length <= 1) {
      unsendable.set(streamId, error);
      return [];
    }
    const middle = events.length >> 1;
    const halves = [events.slice(0, middle), events.slice(middle)];
    return halves.flatMap((half) => encodeApart({ streamId, events: half }, unsendable));
  }
}
