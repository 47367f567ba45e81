import { reasoningEfforts, type ReasoningEffort, type ReasoningProfile } from './model-row.js';

const rank = (effort: ReasoningEffort) => reasoningEfforts.indexOf(effort);

/**
 * The effort to send for the asked one: itself where the vendor takes it, else the next higher up to `high`, else the
 * next lower. Only `none` answers to `none`, so that no one who asked for thought gets none. Undefined: send no effort.
 * Where the vendor takes a token budget instead, the asked effort comes back for the adapter to turn into one.
 */
export function closestEffort(profile: ReasoningProfile, asked: ReasoningEffort): ReasoningEffort | undefined {
  if (profile.efforts.length === 0) {
    return profile.budget === undefined ? undefined : asked;
  }
  if (profile.efforts.includes(asked)) {
    return asked;
  }
  if (asked === 'none' && profile.mode === 'optional') {
    return 'none';
  }
  const thinking = profile.efforts.filter((effort) => effort !== 'none');
  const higher = thinking.find((effort) => rank(effort) > rank(asked) && rank(effort) <= rank('high'));
  return higher ?? thinking.findLast((effort) => rank(effort) < rank(asked)) ?? thinking[0];
}
