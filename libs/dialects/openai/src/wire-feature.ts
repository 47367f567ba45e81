/**
 * Parts of OpenAI's wire that a vendor of the dialect may lack, and what becomes of each:
 * - `customTools`: refused, in the tools, the tool choice and the history: their text has no place in a function call;
 * - `allowedTools`: the tools are narrowed to the allowed ones;
 * - `refusals`: an earlier refusal goes back as what was said, and the id of an earlier audio answer not at all;
 * - `strictTools`: `strict` is left out of the tools;
 * - `textParts`: parts that are all text become one string, a line each;
 * - `names`: messages go without their `name`;
 * - `nullContent`: content is an empty string instead of null;
 * - `streamOptions`: left out, because usage comes without being asked for;
 * - `parallelToolCalls`: left out.
 */
export type WireFeature =
  | 'customTools'
  | 'allowedTools'
  | 'refusals'
  | 'strictTools'
  | 'textParts'
  | 'names'
  | 'nullContent'
  | 'streamOptions'
  | 'parallelToolCalls';

/** What nobody but OpenAI itself has. */
export const openAiOnly: readonly WireFeature[] = ['customTools', 'allowedTools', 'refusals'];
