/** Calls `listener` when the launcher that started this process ends; at once where it has ended while modules were being loaded. */
export function onLauncherEnd(listener: () => void): void {
  process.once('disconnect', listener);
  if (process.send && !process.connected) listener();
}
