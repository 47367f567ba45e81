const restMs = 10_000;

/** A provider's keys, used in turn. One that failed rests for a while, unless all do: then the one that rests least. */
export class KeyPool {
  private readonly restingUntil: number[];
  private turn = 0;

  constructor(private readonly keys: readonly string[]) {
    this.restingUntil = keys.map(() => 0);
  }

  get size(): number {
    return this.keys.length;
  }

  /** The next key that is not in `tried` (positions); undefined when all were. */
  next(tried: ReadonlySet<number>, now = Date.now()): { readonly position: number; readonly key: string } | undefined {
    let resting: number | undefined;
    for (let step = 0; step < this.keys.length; step += 1) {
      const position = (this.turn + step) % this.keys.length;
      if (tried.has(position)) continue;
      if (this.restAt(position) > now) {
        if (resting === undefined || this.restAt(position) < this.restAt(resting)) resting = position;
        continue;
      }
      this.turn = (position + 1) % this.keys.length;
      return this.at(position);
    }
    return resting === undefined ? undefined : this.at(resting);
  }

  /** Lets a key rest, for as long as the vendor said or a little while; never shorter than it was told before. */
  rest(position: number, milliseconds = restMs, now = Date.now()): void {
    this.restingUntil[position] = Math.max(this.restAt(position), now + milliseconds);
  }

  private restAt(position: number): number {
    return this.restingUntil[position] ?? 0;
  }

  private at(position: number): { position: number; key: string } {
    return { position, key: this.keys[position] ?? '' };
  }
}
