/**
 * What each id of the public API page must look like at its vendor, by the vendors' own documents rather than by the
 * catalogue: written down a second time, so that the one can be checked against the other.
 */
export interface UpstreamExpectation {
  readonly ids: readonly string[];
  /** Path of the call, `{model}` being the upstream id; of a streamed one where that differs. */
  readonly path: string;
  readonly streamPath?: string;
  /** Upstream id, where the asked one is not it. */
  readonly upstream?: (id: string) => string;
  /** Where the limit of 3,000 tokens stands; null: nowhere. */
  readonly length: string | null;
  /** Where the temperature of 0.5 stands; absent: nowhere, since the vendor refuses it. */
  readonly temperature?: string;
  /** Fields, by their paths, that hold exactly this; undefined: they must not be there. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** The same of a request with `reasoning_effort: "high"`. */
  readonly withEffort: Readonly<Record<string, unknown>>;
  /** The sampling that stays beside that effort. Default: `temperature`. */
  readonly temperatureWithEffort?: string | null;
  /** Streams upstream: as asked, or always, or never. Default: as asked. */
  readonly stream?: 'always' | 'never';
  /** How the vendor gets the system message. */
  readonly system: 'message' | 'merged' | 'instructions' | 'system' | 'systemInstruction' | 'none';
}

/** Values that are as good as each other. */
export class OneOf {
  constructor(readonly values: readonly unknown[]) {}
}

/** Any of these values will do. */
export const oneOf = (...values: readonly unknown[]) => new OneOf(values);

/** The upstream id of a preset. */
export const withoutThinking = (id: string) => id.replace(/-(no)?thinking$/, '');
