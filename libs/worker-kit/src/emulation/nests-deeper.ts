/** Whether a JSON value holds objects or arrays within each other to more than so many levels. Does not recurse. */
export function nestsDeeper(root: unknown, levels: number): boolean {
  const open: { value: unknown; level: number }[] = [{ value: root, level: 1 }];
  for (let node = open.pop(); node; node = open.pop()) {
    if (typeof node.value !== 'object' || node.value === null) continue;
    if (node.level > levels) return true;
    for (const value of Object.values(node.value)) open.push({ value, level: node.level + 1 });
  }
  return false;
}
