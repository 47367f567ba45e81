import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { DamagedSpoolError, readSpool, toRecord } from './spool-file.js';

const extension = '.usage';

/**
 * Payloads on local disk until they are stored elsewhere: files that are only appended to, each by one process. The
 * directory belongs to one process at a time; what a former one has left in it is there to be stored, too.
 */
export class UsageSpool {
  private readonly files: string[];
  private turn: Promise<void> = Promise.resolve();
  private current: { readonly file: string; readonly handle: FileHandle } | undefined;

  /** `onError` hears of files that cannot be read to their end. @throws where the directory cannot be made or read. */
  constructor(
    private readonly directory: string,
    private readonly onError: (error: unknown) => void,
  ) {
    mkdirSync(directory, { recursive: true });
    const names = readdirSync(directory).filter((name) => name.endsWith(extension));
    this.files = names.toSorted().map((name) => path.join(directory, name));
  }

  /** Whether nothing is to be stored. */
  get isEmpty(): boolean {
    return this.files.length === 0 && !this.current;
  }

  /** Resolves when the payloads are on disk. */
  append(payloads: readonly Uint8Array[]): Promise<void> {
    return this.inTurn(async () => {
      const current = (this.current ??= await this.begin());
      try {
        await current.handle.appendFile(Buffer.concat(payloads.map(toRecord)));
        await current.handle.datasync();
      } catch (error) {
        // What was half written must not stand before what comes next.
        await this.end();
        throw error;
      }
    });
  }

  /**
   * Gives what is there to `store`, oldest first, and removes each file once all of it is stored. What is appended meanwhile
   * follows.
   */
  async drain(store: (payload: Uint8Array) => Promise<void>): Promise<void> {
    while (!this.isEmpty) {
      const [file] = this.files;
      if (file === undefined) await this.finish();
      else {
        if (await this.storeFile(file, store)) await unlink(file).catch(this.onError);
        this.files.shift();
      }
    }
  }

  /** Ends the file that is being written; what it holds stays. */
  finish(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async end(): Promise<void> {
    const { current } = this;
    if (!current) return;
    this.current = undefined;
    this.files.push(current.file);
    await current.handle.close().catch(this.onError);
  }

  private async storeFile(file: string, store: (payload: Uint8Array) => Promise<void>): Promise<boolean> {
    try {
      for await (const payload of readSpool(file)) await store(payload);
      return true;
    } catch (error) {
      if (!(error instanceof DamagedSpoolError)) throw error;
      // Kept for whoever can make something of the rest, and not read again.
      renameSync(file, `${file}.damaged`);
      this.onError(error);
      return false;
    }
  }

  private async begin() {
    const name = `${new Date().toISOString().replaceAll(/\D/g, '')}-${randomUUID()}${extension}`;
    const file = path.join(this.directory, name);
    const handle = await open(file, 'ax');
    await this.syncDirectory();
    return { file, handle };
  }

  // Without it a file may be gone after a loss of power. Not every system can do it, and those need not.
  private async syncDirectory(): Promise<void> {
    const handle = await open(this.directory, 'r').catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
  }
}
