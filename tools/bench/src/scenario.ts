import type { Contestant } from './contestant.js';

/** Figures of one contestant in one round, by key; `key:role` is the part of one of its processes. */
export type Figures = Readonly<Record<string, number>>;

/** What one round gave for a contestant: its figures, or why there are none. */
export type RoundResult = Figures | { readonly failed: string };

/** A figure as the report shows it. */
export interface FigureLabel {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
}

/** The median of a contestant's figure; NaN when it was not measured. */
export type MedianOf = (contestant: Contestant['name'], key: string) => number;

/** A limit on a figure of ours, from the design's budgets. */
export interface Budget {
  readonly key: string;
  readonly says: string;
  readonly limit: (medianOf: MedianOf) => number;
  /** The figure shall not be below the limit. Default: not above it. */
  readonly atLeast?: boolean;
}

/** One kind of load. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly figures: readonly FigureLabel[];
  readonly budgets: readonly Budget[];
  /** Starts contestants of its own, in place of those in front of the emulated vendor. */
  contestants?(): Promise<Contestant[]>;
  /** Figures that a contestant without processes cannot have make it pointless to run. */
  readonly skipsDirect?: boolean;
  /** At most this many rounds, for figures that a repetition does not change. */
  readonly maxRounds?: number;
  /** A load before the first round, so that no contestant is measured while its code is still interpreted. */
  warmUp?(contestant: Contestant): Promise<unknown>;
  /** One round over all contestants; `scale` (0 to 1) shortens the load. */
  round(contestants: readonly Contestant[], scale: number): Promise<ReadonlyMap<Contestant, RoundResult>>;
}

/** Lets each contestant run alone, one after the other; a failure of one leaves the others their turn. */
export async function inTurn(
  contestants: readonly Contestant[],
  run: (contestant: Contestant) => Promise<Figures>,
): Promise<Map<Contestant, RoundResult>> {
  const results = new Map<Contestant, RoundResult>();
  for (const contestant of contestants) {
    results.set(
      contestant,
      await run(contestant).catch((error: unknown) => ({
        failed: error instanceof Error ? error.message : String(error),
      })),
    );
  }
  return results;
}
