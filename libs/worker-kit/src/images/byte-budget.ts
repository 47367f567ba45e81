import { ImageRefusal } from './image-refusal.js';

const mebibyte = 1024 * 1024;

/** The bytes that all pictures of one request may take together. */
export class ByteBudget {
  private left: number;

  constructor(private readonly bytes: number) {
    this.left = bytes;
  }

  /** Throws an ImageRefusal once more has been taken than there was. */
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left >= 0) return;
    throw new ImageRefusal(`The images of the request are larger than ${this.bytes / mebibyte} MiB together.`);
  }
}
