import type { LlamaContextSequence, Token } from 'node-llama-cpp';

// A template's first tokens are always alike; calling those a cache hit would only be noise in the usage.
const worthReusing = 16;

/** How many tokens two lists begin with in common. */
export function sharedPrefix(held: readonly Token[], wanted: readonly Token[]): number {
  const end = Math.min(held.length, wanted.length);
  for (let index = 0; index < end; index++) if (held[index] !== wanted[index]) return index;
  return end;
}

/**
 * Leaves in a sequence what it already holds of a prompt, and erases the rest. Tells how many tokens of the prompt need not be
 * evaluated again; at least its last one always has to be.
 */
export async function alignSequence(
  sequence: Pick<
    LlamaContextSequence,
    'clearHistory' | 'contextTokens' | 'eraseContextTokenRanges' | 'needsCheckpoints' | 'nextTokenIndex'
  >,
  prompt: readonly Token[],
): Promise<number> {
  const reusable = Math.min(sharedPrefix(sequence.contextTokens, prompt), prompt.length - 1);
  // Recurrent and sliding-window models cannot go back to an earlier state.
  if (reusable < worthReusing || sequence.needsCheckpoints) {
    await sequence.clearHistory();
    return 0;
  }
  const held = sequence.nextTokenIndex;
  if (held > reusable) await sequence.eraseContextTokenRanges([{ start: reusable, end: held }]);
  if (sequence.nextTokenIndex === reusable) return reusable;
  await sequence.clearHistory();
  return 0;
}
