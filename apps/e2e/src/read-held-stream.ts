import type { EmulatedVendor, VendorTurn } from '@belugapi/testing';

/**
 * Reads the stream of the vendor's newest request, whose answer is on hold, and lets it go on, to `turn`, once there is
 * output. What comes before the opening of a completion is durable is shown all at once, or not at all where the attempt
 * fails: only a stream whose first token was seen is sure to be one.
 */
export async function readHeldStream(
  { body }: Response,
  { requests }: EmulatedVendor,
  turn?: VendorTurn,
): Promise<string> {
  let text = '';
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    if (/"(?:content|reasoning_content)":"[^"]/.test(text)) requests.at(-1)?.resume(turn);
  }
  return text;
}
