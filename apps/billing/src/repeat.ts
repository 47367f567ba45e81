/** A job that is done again and again; `stop` waits for the one in hand. */
export interface RepeatedJob {
  stop(): Promise<void>;
}

/** Does a job every so often, never twice at the same time; `onError` hears of what it throws, and the next time comes. */
export function repeat(job: () => Promise<unknown>, everyMs: number, onError: (error: unknown) => void): RepeatedJob {
  let inHand: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    inHand ??= job()
      .catch(onError)
      .finally(() => (inHand = undefined));
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await inHand;
    },
  };
}
