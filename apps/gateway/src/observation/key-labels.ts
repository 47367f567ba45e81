/** Values of the label `key`: the public ids of the first keys that come, up to a number; all others share one. */
export class KeyLabels {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  /** `none` where there is no key, or none that is known. */
  of(publicId: string | undefined): string {
    if (publicId === undefined) return 'none';
    if (this.known.has(publicId)) return publicId;
    if (this.known.size >= this.most) return 'other';
    this.known.add(publicId);
    return publicId;
  }
}
