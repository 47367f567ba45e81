import type { AdminClient } from './admin-client.js';

/** What the commands work with. */
export interface CommandContext {
  /** Found when it is first needed, so that `--help` works without a stack. */
  readonly client: () => AdminClient;
  /** What --url and --home say. */
  readonly gateway: () => { readonly url?: string | undefined; readonly home?: string | undefined };
  /** Prints `value` as JSON where --json is given, else what `describe` says. */
  readonly print: (value: unknown, describe: () => string) => void;
  /** Has the process end with 1: what was printed says why. */
  readonly fail: () => void;
}
