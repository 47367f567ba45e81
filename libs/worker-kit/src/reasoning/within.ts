/** Resolves when the promise has settled, however, or after so many milliseconds. */
export async function within(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([promise.catch(() => undefined), overdue]);
  clearTimeout(timer);
}
