import { setTimeout as delay } from 'node:timers/promises';
import { askCompletion, type CompletionAnswer } from './ask-completion.js';
import { randomNumbers } from './random-numbers.js';

export interface Pressure {
  /** Two clients ask at each. */
  readonly gateways: readonly string[];
  /** Clients take turns with them. */
  readonly keys: readonly string[];
  readonly seed: number;
  /** What the next request is; `random` is the client's own. */
  readonly next: (random: () => number) => { readonly directive: object; readonly fields?: object };
  /** How many requests each client has open at once. */
  readonly lanes: number;
  /** Whether everything that may be let in has been. */
  readonly isFull: () => boolean;
  readonly onAnswer: (answer: CompletionAnswer, key: string) => void;
}

// A reserve that nobody spent is free for others after its lease, 2 s at most, and a quarter of a second.
const longestMs = 4_500;
const onceFullMs = 400;

/**
 * Four clients that ask for more than they may have, until all is spent and a little longer: whatever is let in beyond the
 * limit then shows.
 */
export async function press(pressure: Pressure): Promise<void> {
  const { gateways, keys, seed, next, lanes, isFull, onAnswer } = pressure;
  const startedAt = performance.now();
  let fullAt: number | undefined;
  const isOver = () => {
    const now = performance.now();
    if (fullAt === undefined && isFull()) fullAt = now;
    return now - startedAt > longestMs || (fullAt !== undefined && now - fullAt > onceFullMs);
  };
  const client = async (url: string, number: number) => {
    const random = randomNumbers(seed * 1_000 + number);
    while (!isOver()) {
      const key = keys[Math.floor(random() * keys.length)] ?? '';
      onAnswer(await askCompletion({ url, key, ...next(random) }), key);
      await delay(random() * 12);
    }
  };
  const clients = gateways.flatMap((url) => [url, url]);
  await Promise.all(
    clients.flatMap((url, index) => Array.from({ length: lanes }, (_, lane) => client(url, index * lanes + lane))),
  );
}
