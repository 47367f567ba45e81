// RIFF's fmt chunk, up to the end of its extensible form (Microsoft, "Multiple Channel Audio Data and WAVE Files").
const headerBytes = 60;
const plainHeaderBytes = 44;
const extensible = 0xff_fe;
// PCM, float, A-law and µ-law: a sample has the bits that the header says.
const uncompressed: readonly number[] = [1, 3, 6, 7];
// What follows the format's tag in the extensible form.
const subformatTail = '000000001000800000aa00389b71';

/**
 * Bytes of a second of an uncompressed WAV, of which the data's beginning is looked at. Undefined where it is none, and where
 * what its header says cannot be true: the header is the caller's, and sound is paid for by its length.
 */
export function wavByteRate(base64: string): number | undefined {
  const header = Buffer.from(base64.slice(0, (headerBytes / 3) * 4), 'base64');
  if (header.length < plainHeaderBytes || header.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  if (header.toString('latin1', 8, 16) !== 'WAVEfmt ') return undefined;
  const channels = header.readUInt16LE(22);
  const sampleRate = header.readUInt32LE(24);
  const byteRate = header.readUInt32LE(28);
  const blockAlign = header.readUInt16LE(32);
  const bits = header.readUInt16LE(34);
  const isTrue =
    uncompressed.includes(formatOf(header)) &&
    isWithin(channels, 1, 8) &&
    isWithin(sampleRate, 8_000, 192_000) &&
    isWithin(bits, 8, 64) &&
    blockAlign === (channels * bits) / 8 &&
    byteRate === sampleRate * blockAlign;
  return isTrue ? byteRate : undefined;
}

function formatOf(header: Buffer): number {
  const tag = header.readUInt16LE(20);
  if (tag !== extensible) return tag;
  return header.toString('hex', 46, headerBytes) === subformatTail ? header.readUInt16LE(44) : tag;
}

const isWithin = (value: number, least: number, most: number): boolean => value >= least && value <= most;
