import { z } from 'zod';
import { reasoningStateType } from '../answer/reasoning-detail.js';

const state = z.strictObject({
  type: z.literal(reasoningStateType),
  provider: z.string().min(1).max(64),
  kind: z.string().min(1).max(64),
  tool_call_id: z.string().min(1).max(4_096).nullish(),
  data: z.base64({ error: 'must be base64' }).max(4 * 1024 * 1024),
});
const foreign = z.looseObject({}).transform(() => undefined);

/**
 * What an answer's `reasoning_details` held, given back. Entries of other types come from other gateways (OpenRouter's
 * reasoning.text, .summary and .encrypted): clients send them back unasked, and nobody here could use them, so they are
 * passed over.
 */
export const reasoningDetailsSchema = z
  .array(z.unknown())
  .max(1_000)
  .transform((details, context) =>
    details.flatMap((detail, index) => {
      const isOurs =
        typeof detail === 'object' && detail !== null && 'type' in detail && detail.type === reasoningStateType;
      const result = (isOurs ? state : foreign).safeParse(detail);
      if (!result.success) {
        for (const issue of result.error.issues) context.addIssue({ ...issue, path: [index, ...issue.path] });
        return [];
      }
      return result.data ? [result.data] : [];
    }),
  );
export type ReasoningDetailBody = z.output<typeof state>;
