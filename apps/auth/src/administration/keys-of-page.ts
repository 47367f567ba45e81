import { Key } from '@belugapi/contracts';

// A message of NATS has 1 MiB, and the list of models of one key may be a quarter of that.
const mostBytes = 512 * 1_024;

/** The first keys, as many as a message can carry. */
export function keysOfPage(keys: readonly Key[]): Key[] {
  let bytes = 0;
  const tooMany = keys.findIndex((key, index) => (bytes += Key.encode(key).finish().length) > mostBytes && index > 0);
  return tooMany === -1 ? [...keys] : keys.slice(0, tooMany);
}
