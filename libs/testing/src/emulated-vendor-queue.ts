/** Hands out arrivals in order, to whoever waits now or asks later. */
export interface ArrivalQueue<T> {
  put(arrival: T): void;
  /** The next arrival nobody took yet; rejects with `missing` as its message after `timeoutMs`. */
  next(timeoutMs: number, missing: string): Promise<T>;
}

/** Keeps at most `limit` arrivals that nobody has asked for; the oldest go first. */
export function createArrivalQueue<T>(limit: number): ArrivalQueue<T> {
  const arrivals: T[] = [];
  const waiting: ((arrival: T) => void)[] = [];
  return {
    put(arrival) {
      const waiter = waiting.shift();
      if (waiter) return waiter(arrival);
      arrivals.push(arrival);
      if (arrivals.length > limit) arrivals.shift();
    },
    next(timeoutMs, missing) {
      const arrival = arrivals.shift();
      if (arrival !== undefined) return Promise.resolve(arrival);
      return new Promise((resolve, reject) => {
        const waiter = (value: T) => {
          clearTimeout(timer);
          resolve(value);
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(new Error(`${missing} within ${timeoutMs} ms`));
        }, timeoutMs);
        waiting.push(waiter);
      });
    },
  };
}
