import type { ReasoningState } from '@belugapi/contracts';

/** Tells our entries of `reasoning_details` from those of other gateways. */
export const reasoningStateType = 'reasoning.state';

/** A vendor's reasoning state as callers see it, and send it back with the message it came with. */
export function reasoningDetail({ provider, kind, toolCallId, data }: ReasoningState): Record<string, string> {
  return {
    type: reasoningStateType,
    provider,
    kind,
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
    data: Buffer.from(data).toString('base64'),
  };
}
