import type { AudioDelta } from '@belugapi/contracts';

/** A spoken answer as a whole. */
export interface FoldedAudio {
  readonly id: string;
  /** base64. */
  readonly data: string;
  readonly transcript: string;
  /** Unix seconds until which the id can be sent back; 0 where the vendor told none. */
  readonly expiresAt: number;
}

/** Joins the pieces of a spoken answer. */
export class AudioFold {
  private id = '';
  private readonly data: string[] = [];
  private transcript = '';
  private expiresAt = 0;

  add({ id, data, transcript, expiresAt }: AudioDelta): void {
    if (id !== '') this.id = id;
    if (data !== '') this.data.push(data);
    this.transcript += transcript;
    if (expiresAt > 0) this.expiresAt = expiresAt;
  }

  finish(): FoldedAudio {
    const { id, transcript, expiresAt } = this;
    return { id, data: joinBase64(this.data), transcript, expiresAt };
  }
}

// Pieces may be cut anywhere out of one text, or each be a whole of its own, with padding in the middle.
function joinBase64(pieces: readonly string[]): string {
  if (!pieces.slice(0, -1).some((piece) => piece.endsWith('='))) return pieces.join('');
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).toString('base64');
}
