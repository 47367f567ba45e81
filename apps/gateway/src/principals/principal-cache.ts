import { subjects, verifyKey } from '@belugapi/bus';
import {
  FailureCode,
  KeyRejection,
  type Principal,
  PrincipalChanged,
  type VerifyKeyResponse,
} from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { tracedBusRequest, type TraceSpan } from '@belugapi/service-kit';
import type { NatsConnection } from '@nats-io/transport-node';
import { invalidKey } from './api-key.js';

export interface PrincipalCacheOptions {
  readonly connection: NatsConnection;
  /** How long an answer of auth's is used without asking again. */
  readonly freshMs: number;
  /** How long a known key goes on working while auth cannot be asked. */
  readonly staleMs: number;
  /** Keys, wrong keys and changes that are remembered, each. Default 20,000. */
  readonly largestSize?: number;
}

interface Entry {
  readonly principal: Principal | undefined;
  readonly rejection: KeyRejection;
  readonly askedAt: number;
  /** Until then it is used without asking. */
  freshUntil: number;
}

const askTimeoutMs = 3_000;
const mostAttempts = 3;
const rejectedForMs = 5_000;
// A known key does not wait longer for auth, nor again so soon.
const patienceMs = 300;
const askAgainAfterMs = 1_000;
// The oldest go first. Wrong keys have a room of their own, so that no number of them drives out a key that is in use.
const usualSize = 20_000;

/**
 * Who a key speaks for, asked of auth once and remembered for a while. Simultaneous first uses of a key ask once. auth
 * pushes every change with a version: an older snapshot is never used again, nor remembered when it arrives late.
 */
export class PrincipalCache {
  private readonly accepted = new Map<string, Entry>();
  private readonly rejected = new Map<string, Entry>();
  private readonly asking = new Map<string, Promise<Entry>>();

  /** The least version that counts, by `keyId <id>` and `organizationId <id>`. */
  private readonly changed = new Map<string, number>();
  private changesHeard = 0;
  // How often `changed` was emptied.
  private era = 0;
  private readonly largestSize: number;

  constructor(private readonly options: PrincipalCacheOptions) {
    this.largestSize = options.largestSize ?? usualSize;
    options.connection.subscribe(subjects.principalChanged, {
      callback: (error, message) => {
        if (!error) this.heed(message.data);
      },
    });
  }

  /** A change that cannot be read may have been any: every key is asked about again. */
  private heed(data: Uint8Array): void {
    try {
      const { subject, version } = PrincipalChanged.decode(data);
      if (subject) this.noteChange(`${subject.$case} ${subject.value}`, version);
    } catch {
      this.revalidate();
    }
  }

  /** Changes may have gone by unheard: every key is asked about again at its next use. */
  revalidate(): void {
    for (const entry of this.accepted.values()) entry.freshUntil = 0;
  }

  /**
   * The principal of a key's digest.
   * @throws {CompletionFailure} INVALID_API_KEY for a key that auth does not accept, SERVICE_UNAVAILABLE where auth cannot be
   *   asked and the key is not known: a dependency that is down never makes a key wrong.
   * A question to auth is a step of `span`'s trace.
   */
  async find(digest: Buffer, span?: TraceSpan): Promise<Principal> {
    const name = digest.toString('base64');
    const remembered = this.accepted.get(name) ?? this.rejected.get(name);
    const known = remembered && this.isCurrent(remembered) ? remembered : undefined;
    const entry = known && Date.now() < known.freshUntil ? known : await this.ask(name, digest, known, span);
    const { principal, rejection } = entry;
    if (!principal) throw invalidKey(messages[rejection]);
    if (principal.expiresAtUnixMs !== undefined && principal.expiresAtUnixMs <= Date.now()) {
      throw invalidKey(messages[KeyRejection.EXPIRED]);
    }
    return principal;
  }

  private async ask(
    name: string,
    digest: Buffer,
    known: Entry | undefined,
    span: TraceSpan | undefined,
  ): Promise<Entry> {
    let asking = this.asking.get(name);
    if (!asking) {
      asking = this.fetch(name, digest, span).finally(() => this.asking.delete(name));
      this.asking.set(name, asking);
    }
    try {
      const answer = await (known?.principal ? withinPatience(asking) : asking);
      if (answer) return answer;
    } catch (error) {
      if (!this.isUsable(known)) throw unavailable(error);
    }
    // What is known goes on working, unless a change came while we waited for auth.
    if (!known || !this.isUsable(known)) return asking.catch((error: unknown) => Promise.reject(unavailable(error)));
    known.freshUntil = Math.min(Date.now() + askAgainAfterMs, known.askedAt + this.options.staleMs);
    return known;
  }

  private isUsable(known: Entry | undefined): boolean {
    return known?.principal !== undefined && this.isCurrent(known) && Date.now() - known.askedAt < this.options.staleMs;
  }

  private async fetch(name: string, digest: Buffer, span: TraceSpan | undefined): Promise<Entry> {
    const heard = this.changesHeard;
    const result = await this.currentAnswer(digest, span);
    const askedAt = Date.now();
    this.accepted.delete(name);
    this.rejected.delete(name);
    if (result.$case === 'principal') {
      const freshUntil = askedAt + this.options.freshMs;
      const { value: principal } = result;
      return this.remember(this.accepted, name, {
        principal,
        rejection: KeyRejection.UNSPECIFIED,
        askedAt,
        freshUntil,
      });
    }
    const entry = { principal: undefined, rejection: result.value, askedAt, freshUntil: askedAt + rejectedForMs };
    // A refusal does not say whose key it is, so any change may have made an end of it.
    return heard === this.changesHeard ? this.remember(this.rejected, name, entry) : entry;
  }

  /** What was read before a change and arrives after it does not count. */
  private async currentAnswer(
    digest: Buffer,
    span: TraceSpan | undefined,
  ): Promise<NonNullable<VerifyKeyResponse['result']>> {
    const { connection } = this.options;
    const request = { connection, definition: verifyKey, message: { keyDigest: digest }, timeoutMs: askTimeoutMs };
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const { era } = this;
      const { result } = await tracedBusRequest(span, request);
      // Neither accepted nor refused: no answer that could make a key wrong.
      if (!result) throw new Error('auth gave an empty answer');
      if (result.$case === 'rejected') return result;
      if (era === this.era && this.isCurrentPrincipal(result.value)) return result;
    }
    throw new Error('auth gave only snapshots that are out of date');
  }

  private noteChange(subject: string, version: number): void {
    this.changesHeard += 1;
    this.rejected.clear();
    // Forgetting a version would bring back what it ended, so all that it could bring back goes too.
    if (this.changed.size >= this.largestSize) {
      this.era += 1;
      this.changed.clear();
      this.accepted.clear();
    }
    this.changed.set(subject, Math.max(version, this.changed.get(subject) ?? 0));
  }

  private remember(entries: Map<string, Entry>, name: string, entry: Entry): Entry {
    entries.set(name, entry);
    if (entries.size > this.largestSize) {
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    }
    return entry;
  }

  private isCurrent({ principal }: Entry): boolean {
    return principal === undefined || this.isCurrentPrincipal(principal);
  }

  private isCurrentPrincipal({ keyId, organizationId, version }: Principal): boolean {
    if (this.changed.size === 0) return true;
    const ofKey = this.changed.get(`keyId ${keyId}`) ?? 0;
    const ofOrganization = this.changed.get(`organizationId ${organizationId}`) ?? 0;
    return version >= ofKey && version >= ofOrganization;
  }
}

/** The answer, or undefined where it takes longer than a key that is known waits for it. */
async function withinPatience(asking: Promise<Entry>): Promise<Entry | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  return Promise.race([asking, late]).finally(() => clearTimeout(timer));
}

function unavailable(error: unknown): CompletionFailure {
  const message = 'The key cannot be checked just now. Try again shortly.';
  const more = { retryAfterMs: 1_000, ...(error instanceof CompletionFailure ? error.failure : {}) };
  return CompletionFailure.of(FailureCode.SERVICE_UNAVAILABLE, message, more);
}

const messages: Readonly<Record<KeyRejection, string>> = {
  [KeyRejection.UNSPECIFIED]: 'Incorrect API key provided.',
  [KeyRejection.UNKNOWN]: 'Incorrect API key provided.',
  [KeyRejection.EXPIRED]: 'This API key has expired.',
  [KeyRejection.REVOKED]: 'This API key has been revoked.',
};
