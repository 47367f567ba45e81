import type { ModelRow } from './model-row.js';

/** Why a row's substitute cannot stand in for it, and undefined where it can or there is none. */
export function substituteProblem(
  { id, substitute }: ModelRow,
  findModel: (id: string) => ModelRow | undefined,
): string | undefined {
  if (substitute === undefined) {
    return undefined;
  }
  if (substitute === id) {
    return `The model \`${id}\` cannot be its own substitute.`;
  }
  const target = findModel(substitute);
  if (target === undefined) {
    return `The substitute \`${substitute}\` of \`${id}\` is not in the catalogue.`;
  }
  return target.substitute === undefined
    ? undefined
    : `The substitute \`${substitute}\` of \`${id}\` has a substitute itself (\`${target.substitute}\`); name the model that serves.`;
}
