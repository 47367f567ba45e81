/**
 * A text that comes in pieces or, from older versions, whole so far each time (their own example cuts it off,
 * MiniMax-AI/MiniMax-M2#95): what begins with all that came before is the latter, until a piece does not.
 */
export class GrowingText {
  private sofar = '';
  private inPieces = false;

  /** What is new in it. */
  take(piece: string): string {
    if (!this.inPieces && this.sofar !== '' && piece.startsWith(this.sofar)) {
      const rest = piece.slice(this.sofar.length);
      this.sofar = piece;
      return rest;
    }
    if (this.sofar !== '') this.inPieces = true;
    // Pieces are not compared any more.
    if (!this.inPieces) this.sofar = piece;
    return piece;
  }
}
