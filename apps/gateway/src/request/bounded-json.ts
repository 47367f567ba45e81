import { z } from 'zod';

const maximumDepth = 64;

/** Any JSON object that we only carry. Its depth is bounded, since every part that rewrites it recurses. */
export const boundedJsonObject = z
  .record(z.string(), z.unknown(), { error: 'expected a JSON object' })
  .refine((value) => isShallow(value), { error: `is nested deeper than ${maximumDepth} levels` });

function isShallow(root: unknown): boolean {
  const open: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }];
  for (let node = open.pop(); node; node = open.pop()) {
    if (typeof node.value !== 'object' || node.value === null) continue;
    if (node.depth > maximumDepth) return false;
    for (const value of Object.values(node.value)) open.push({ value, depth: node.depth + 1 });
  }
  return true;
}
