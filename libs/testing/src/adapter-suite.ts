import type { FailureCode } from '@belugapi/contracts';
import type { CompletionTask } from '@belugapi/provider-spec';

/**
 * One answer of a vendor. `<name>.sse` holds the bytes of its stream, `<name>.json` the same answer whole; one of the
 * two may be missing.
 */
export interface AdapterAnswer {
  readonly name: string;
  /** What the answer must add up to: a part of FoldedCompletion, matched with `toMatchObject`. */
  readonly folded: object;
  /** The vendor's own total of tokens; the usage classes must sum up to it. Absent: the vendor tells no usage. */
  readonly totalTokens?: number;
}

/** A refusal of a vendor, and the code that an adapter must choose for it. */
export interface AdapterRefusal {
  readonly status: number;
  readonly body: string;
  readonly code: FailureCode;
  readonly param?: string;
}

/** What the contract suite needs to know of a provider. */
export interface AdapterSuite {
  /** The folder with the files of `answers`. */
  readonly fixtures: string;
  readonly answers: readonly AdapterAnswer[];
  readonly refusals: readonly AdapterRefusal[];
  /** An answer of `answers` that has both files, and the text in them that names its finish reason. */
  readonly unknownFinish: { readonly answer: string; readonly replace: string; readonly by: string };
  /** Keys whose objects are the caller's own JSON (a tool's arguments), so that no unknown field is put into them. */
  readonly carried?: readonly string[];
  /** A task of this provider; default: a plain question. */
  readonly task?: (stream: boolean) => CompletionTask;
}
