/** Whether a JSON value holds no more than `maximum` members and elements, at any depth. Looks at no more of them either. */
export function holdsAtMost(root: object, maximum: number): boolean {
  let count = 0;
  const open: object[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const values: unknown[] = Array.isArray(node) ? node : Object.values(node);
    count += values.length;
    if (count > maximum) return false;
    for (const value of values) if (typeof value === 'object' && value !== null) open.push(value);
  }
  return true;
}
