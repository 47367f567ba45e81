import type { Message, ToolCall } from '@belugapi/contracts';
import { type ReasoningOwner, ReasoningVault } from './reasoning-vault.js';
import type { ReasoningStore } from './reasoning-store.js';
import { within } from './within.js';

export interface ReasoningMemoryOptions {
  readonly store: Pick<ReasoningStore, 'get' | 'put' | 'largestValue'>;
  /** What values are sealed with: the secret that the services share. */
  readonly secret: string;
  /** Hears of what could not be stored or read; no request fails for it. */
  readonly onTrouble?: (error: unknown) => void;
  /** How long an answer or a request waits. Default 500. */
  readonly patienceMs?: number;
}

/** A turn of the history that may have been remembered. */
export interface RememberedTurn {
  readonly owner: ReasoningOwner;
  readonly calls: readonly ToolCall[];
}

const overheadBytes = 64;
// A model that calls more tools at once is not met; a message of many calls is found by one of its first.
const mostNamesStored = 64;
const mostBytesStored = 8 * 1024 * 1024;
const mostNamesTried = 4;

/**
 * What models thought before they called tools, kept for hours, sealed, under each of the calls: vendors want it back with
 * the next request, and a client of OpenAI's API does not send it.
 */
export class ReasoningMemory {
  private readonly vault: ReasoningVault;
  private readonly patienceMs: number;

  constructor(private readonly options: ReasoningMemoryOptions) {
    this.vault = new ReasoningVault(options.secret);
    this.patienceMs = options.patienceMs ?? 500;
  }

  /** Bytes of the largest message that can be stored. */
  get largestMessage(): number {
    return this.options.store.largestValue - overheadBytes;
  }

  /** Stores a message under each of the calls; resolves when it is durable, or when waiting on is not worth it. */
  async store(owner: ReasoningOwner, calls: readonly ToolCall[], message: Message): Promise<void> {
    const puts: Promise<void>[] = [];
    let bytes = 0;
    for (const call of calls.slice(0, mostNamesStored)) {
      const name = this.vault.name(owner, call);
      const value = this.vault.seal(name, message);
      bytes += value.length;
      if (bytes > mostBytesStored) break;
      puts.push(this.options.store.put(name, value).catch((error: unknown) => this.options.onTrouble?.(error)));
    }
    await within(Promise.all(puts), this.patienceMs);
  }

  /** For each turn what was stored under the first of its calls that is known; undefined where none is in time. */
  async find(turns: readonly RememberedTurn[]): Promise<(Message | undefined)[]> {
    const found: (Message | undefined)[] = turns.map(() => undefined);
    const searches = turns.map(async ({ owner, calls }, index) => {
      found[index] = await this.findFirst(owner, calls);
    });
    await within(Promise.all(searches), this.patienceMs);
    // What comes later is not wanted any more.
    return [...found];
  }

  private async findFirst(owner: ReasoningOwner, calls: readonly ToolCall[]): Promise<Message | undefined> {
    try {
      for (const call of calls.slice(0, mostNamesTried)) {
        const name = this.vault.name(owner, call);
        const value = await this.options.store.get(name);
        const message = value && this.vault.open(name, value);
        if (message) return message;
      }
    } catch (error) {
      this.options.onTrouble?.(error);
    }
    return undefined;
  }
}
