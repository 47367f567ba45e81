import { type Document, isMap, isNode, isPair, isSeq, type LineCounter, type Node } from 'yaml';

/** A place in a file, both from 1. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the value at a path starts; where there is none, the nearest place above it that exists. `at: 'key'` asks for the
 * key instead of its value.
 */
export function yamlPosition(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  at: 'key' | 'value' = 'value',
): FilePosition {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isNode(key) ? String(key) : key) === String(step));
      offset = startOf(last && at === 'key' ? pair?.key : pair?.value) ?? startOf(pair?.key) ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(isPair(node) ? node.key : node) ?? offset;
    } else {
      break;
    }
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
