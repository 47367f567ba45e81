import type { TokenLogprob, TopLogprob } from '@belugapi/contracts';

interface WireTokenLogprob {
  readonly token?: unknown;
  readonly logprob?: unknown;
  readonly bytes?: unknown;
  readonly top_logprobs?: unknown;
}

/** OpenAI's list of token log probabilities, as Responses and transcriptions have it; anything else is an empty list. */
export function readLogprobs(wire: unknown): TokenLogprob[] {
  return entriesOf(wire).map((entry) => ({ ...readOne(entry), top: entriesOf(entry.top_logprobs).map(readOne) }));
}

function readOne({ token, logprob, bytes }: WireTokenLogprob): TopLogprob {
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logprob === 'number' ? logprob : 0,
    bytes: Buffer.from(Array.isArray(bytes) ? (bytes as number[]) : []),
  };
}

function entriesOf(wire: unknown): WireTokenLogprob[] {
  if (!Array.isArray(wire)) return [];
  return wire.filter((entry): entry is WireTokenLogprob => typeof entry === 'object' && entry !== null);
}
