import type { Database } from '@belugapi/service-kit';
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { concurrencyHoldings } from '../auth-schema.js';

const table = concurrencyHoldings;

/** What a gateway holds of a subject's concurrent requests, by its id. */
type Holdings = Map<string, number>;

/** Holdings that one transaction reads, changes and writes back; their subjects' rows are locked. */
export class ConcurrencyBook {
  private readonly bySubject = new Map<string, Holdings>();
  private readonly changed: { readonly subject: string; readonly gatewayId: string }[] = [];
  private readonly over: { readonly subject: string; readonly gatewayId: string }[] = [];

  private constructor(
    private readonly database: Database,
    private readonly now: number,
  ) {}

  /** `now` in Unix milliseconds: what has expired by then is nobody's. */
  static async open(database: Database, subjects: readonly string[], now: number): Promise<ConcurrencyBook> {
    const book = new ConcurrencyBook(database, now);
    if (subjects.length === 0) return book;
    const rows = await database
      .select()
      .from(table)
      .where(inArray(table.subject, [...subjects]));
    for (const { subject, gatewayId, units, expiresAt } of rows) {
      if (expiresAt.getTime() > now) book.of(subject).set(gatewayId, units);
      else book.over.push({ subject, gatewayId });
    }
    return book;
  }

  of(subject: string): Holdings {
    let holdings = this.bySubject.get(subject);
    if (!holdings) this.bySubject.set(subject, (holdings = new Map()));
    return holdings;
  }

  /** From now on the gateway holds so many, until it is silent for as long as a holding lasts. */
  hold(subject: string, gatewayId: string, units: number): void {
    this.of(subject).set(gatewayId, units);
    this.changed.push({ subject, gatewayId });
  }

  async write(holdingMs: number): Promise<void> {
    const expiresAt = new Date(this.now + holdingMs);
    const latest = new Map(this.changed.map((one) => [`${one.subject} ${one.gatewayId}`, one]));
    const rows = [...latest.values()].map((one) => ({
      ...one,
      units: this.of(one.subject).get(one.gatewayId) ?? 0,
      expiresAt,
    }));
    const held = rows.filter(({ units }) => units > 0);
    if (held.length > 0) {
      const set = { units: sql`excluded.units`, expiresAt: sql`excluded.expires_at` };
      await this.database
        .insert(table)
        .values(held)
        .onConflictDoUpdate({ target: [table.subject, table.gatewayId], set });
    }
    // Gateways that are gone, or hold nothing any more, leave nothing behind.
    const gone = [...rows.filter(({ units }) => units === 0), ...this.over.filter((one) => !this.isHeld(one))];
    if (gone.length === 0) return;
    const ofGone = gone.map(({ subject, gatewayId }) =>
      and(eq(table.subject, subject), eq(table.gatewayId, gatewayId)),
    );
    await this.database.delete(table).where(or(...ofGone));
  }

  private isHeld({ subject, gatewayId }: { readonly subject: string; readonly gatewayId: string }): boolean {
    return (this.bySubject.get(subject)?.get(gatewayId) ?? 0) > 0;
  }
}
