import type { ReasoningState } from '@belugapi/contracts';

/** A block of thinking as the vendor wants it back: its text and signature, or its opaque data, unchanged. */
export type ThinkingBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string };

const kind = 'thinking_block';

/** A block as the state that travels between turns; only `provider` can read it again. */
export function toThinkingState(provider: string, block: ThinkingBlock): ReasoningState {
  return { provider, kind, data: Buffer.from(JSON.stringify(block)) };
}

/** The blocks that this provider gave with an earlier answer, in their order; states of others and broken ones are left out. */
export function thinkingBlocksOf(provider: string, states: readonly ReasoningState[]): ThinkingBlock[] {
  return states
    .filter((state) => state.provider === provider && state.kind === kind)
    .map(({ data }) => parse(data))
    .filter((block) => block !== undefined);
}

function parse(data: Uint8Array): ThinkingBlock | undefined {
  try {
    const block = JSON.parse(Buffer.from(data).toString()) as Partial<Record<string, unknown>> | null;
    const type = block?.['type'];
    return type === 'thinking' || type === 'redacted_thinking' ? (block as unknown as ThinkingBlock) : undefined;
  } catch {
    return undefined;
  }
}
