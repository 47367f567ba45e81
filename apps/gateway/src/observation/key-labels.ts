import type { Principal } from '@belugapi/contracts';

/** Values of the label `key`: the public ids of the first keys that come, up to a number; all others share one. */
export class KeyLabels {
  private readonly known = new Set<string>();

  constructor(private readonly most: number) {}

  /** `none` for a request without a key that is known. */
  of(principal: Principal | undefined): string {
    if (!principal) return 'none';
    const { publicId } = principal;
    if (this.known.has(publicId)) return publicId;
    if (this.known.size >= this.most) return 'other';
    this.known.add(publicId);
    return publicId;
  }
}
