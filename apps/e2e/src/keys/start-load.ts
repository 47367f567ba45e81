import { setTimeout as delay } from 'node:timers/promises';
import { askCompletion } from './ask-completion.js';

/** One request of a load. Times by performance.now(). */
export interface Sample {
  readonly sentAt: number;
  readonly status: number;
}

export interface Load {
  /** In the order of the answers. */
  readonly samples: readonly Sample[];
  /** Resolves when every client has its last answer. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  /** Two clients ask at each, one request after the other. */
  readonly gateways: readonly string[];
  readonly key: string;
  /** Milliseconds between an answer and the next request. Default 2. */
  readonly pauseMs?: number;
}

/** Asks for completions until it is stopped. A connection that breaks counts as status 0. */
export function startLoad({ gateways, key, pauseMs = 2 }: LoadOptions): Load {
  const samples: Sample[] = [];
  let over = false;
  const client = async (url: string) => {
    while (!over) {
      const sentAt = performance.now();
      const status = await askCompletion({ url, key, directive: { tokens: 1 } }).then(
        (answer) => answer.status,
        () => 0,
      );
      samples.push({ sentAt, status });
      await delay(pauseMs);
    }
  };
  const clients = gateways.flatMap((url) => [client(url), client(url)]);
  return {
    samples,
    async stop() {
      over = true;
      await Promise.all(clients);
    },
  };
}

/** Milliseconds from `from` to when the last request was sent that got `status`; negative where that was before. */
export function lastSent(samples: readonly Sample[], status: number, from: number): number {
  return Math.max(...samples.filter((sample) => sample.status === status).map(({ sentAt }) => sentAt)) - from;
}
