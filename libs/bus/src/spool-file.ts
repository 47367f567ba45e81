import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

// Length and CRC-32 of the payload, both of 32 bits, little end first.
const headerBytes = 8;
const readBytes = 1 << 16;

/** A payload as it stands in a spool file. */
export function toRecord(payload: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + payload.length);
  record.writeUInt32LE(payload.length, 0);
  record.writeUInt32LE(crc32(payload), 4);
  record.set(payload, headerBytes);
  return record;
}

/** Thrown by {@link readSpool}: what was once on disk is no longer what was written. */
export class DamagedSpoolError extends Error {
  override readonly name = 'DamagedSpoolError';
}

/**
 * The payloads of a spool file, in their order. An end that was being written when its process died is passed over: nobody
 * was promised that it is kept.
 * @throws {DamagedSpoolError} at a record that is whole and wrong.
 */
export async function* readSpool(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (let at = 0; at + headerBytes <= size;) {
      const header = await readExactly(handle, at, headerBytes);
      const length = header.readUInt32LE(0);
      // A file system may leave zeros where a write was cut off.
      if (length === 0 || at + headerBytes + length > size) return;
      const payload = await readExactly(handle, at + headerBytes, length);
      if (crc32(payload) !== header.readUInt32LE(4)) throw new DamagedSpoolError(`${file} is damaged at byte ${at}`);
      yield payload;
      at += headerBytes + length;
    }
  } finally {
    await handle.close();
  }
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const part = Math.min(length - done, readBytes);
    const { bytesRead } = await handle.read(buffer, done, part, position + done);
    if (bytesRead === 0) throw new DamagedSpoolError('a spool file became shorter while it was read');
    done += bytesRead;
  }
  return buffer;
}
