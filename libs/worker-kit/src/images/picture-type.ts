import { fileTypeFromBuffer } from 'file-type';

const sampleBytes = 48 * 1024;

/** The media type that bytes have by their own first ones; undefined where they are none that is known. */
export async function pictureType(bytes: Uint8Array): Promise<string | undefined> {
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  // An animated PNG is a PNG to whoever does not know better, as vendors.
  return type?.mime === 'image/apng' ? 'image/png' : type?.mime;
}

/** The same of base64; decodes only the beginning where that tells. */
export async function encodedPictureType(base64: string): Promise<string | undefined> {
  const sample = base64.slice(0, (sampleBytes / 3) * 4);
  const type = await pictureType(Buffer.from(sample, 'base64'));
  return type ?? (sample.length < base64.length ? pictureType(Buffer.from(base64, 'base64')) : undefined);
}
