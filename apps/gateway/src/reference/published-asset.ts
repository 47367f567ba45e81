import { createHash } from 'node:crypto';

/** What a file is answered with. */
export interface AssetContent {
  readonly body: string;
  /** A strong entity tag, quotes included (RFC 9110, 8.8.3). */
  readonly etag: string;
}

/** A file that this server publishes: read when it is asked for first, since most gateways never are, and kept. */
export class PublishedAsset {
  private reading: Promise<AssetContent> | undefined;

  constructor(
    /** Its media type. */
    readonly type: string,
    private readonly read: () => Promise<string>,
  ) {}

  /** Rejects where it cannot be read; the next time it is tried again. */
  content(): Promise<AssetContent> {
    this.reading ??= this.load();
    return this.reading;
  }

  private async load(): Promise<AssetContent> {
    try {
      const body = await this.read();
      return { body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
    } catch (error) {
      this.reading = undefined;
      throw error;
    }
  }
}
