import { askCompletion, type CompletionAnswer } from '../keys/ask-completion.js';
import { randomNumbers } from '../keys/random-numbers.js';

/** The model that `burst` asks for: its file has to price output at $100 per million tokens. */
export const centModel = 'cent';
export const centPrices = { prices: { input: 1, output: 100 } };
/** The dearest answer: $0.01 and its prompt. */
export const mostTokens = 100;

export interface Burst {
  /** Clients are spread over them. */
  readonly gateways: readonly string[];
  /** And over these. */
  readonly keys: readonly string[];
  readonly seed: number;
  readonly clients?: number;
  readonly callsEach?: number;
}

/** Clients that each send all their calls at once: calls of $0.006 to $0.01, which take a few milliseconds at the vendor. */
export async function burst({
  gateways,
  keys,
  seed,
  clients = 8,
  callsEach = 100,
}: Burst): Promise<CompletionAnswer[]> {
  const random = randomNumbers(seed);
  const calls = Array.from({ length: clients * callsEach }, (_, index) => {
    const client = index % clients;
    const directive = { tokens: Math.ceil(mostTokens * (0.6 + 0.4 * random())), delayMs: Math.floor(random() * 40) };
    return askCompletion({
      url: gateways[client % gateways.length] ?? '',
      key: keys[(client >> 1) % keys.length] ?? '',
      directive,
      fields: { model: centModel, max_completion_tokens: mostTokens },
    });
  });
  return Promise.all(calls);
}

/** The answers by status and error code, as in `{"200": 100, "429 insufficient_quota": 700}`. */
export function tally(answers: readonly CompletionAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = body.error ? `${status} ${body.error.code}` : String(status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
