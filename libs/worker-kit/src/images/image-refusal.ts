/** A picture that is not taken; the message is for the caller and names no resolved address. */
export class ImageRefusal extends Error {
  override readonly name = 'ImageRefusal';
}
