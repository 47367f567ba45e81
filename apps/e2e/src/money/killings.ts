import { setTimeout as delay } from 'node:timers/promises';
import type { RunningStack } from '@belugapi/testing';

/** A process that was killed, and when (Unix milliseconds). */
export interface Killing {
  readonly service: string;
  readonly at: number;
}

export interface KillingPlan {
  readonly stack: RunningStack;
  readonly services: readonly string[];
  readonly random: () => number;
  /** Between two rounds, beside what the killed ones take to come back. */
  readonly pauseMs: number;
  /** Whether it is enough; asked before each round, with how many there were. */
  readonly isOver: (rounds: number) => boolean;
}

const recoveryMs = 60_000;

/** Kills one or two services at a time with SIGKILL, at random; the next ones once those are back. */
export async function killAtRandom({ stack, services, random, pauseMs, isOver }: KillingPlan): Promise<Killing[]> {
  const killings: Killing[] = [];
  for (let round = 0; !isOver(round); round += 1) {
    await delay(pauseMs * (0.5 + random()));
    const first = Math.floor(random() * services.length);
    const other = (first + 1 + Math.floor(random() * (services.length - 1))) % services.length;
    const chosen = [first, ...(random() < 0.5 ? [other] : [])].map((index) => services[index] ?? '');
    const before = chosen.map((service) => [service, stack.pid(service)] as const);
    for (const [service] of before) {
      killings.push({ service, at: Date.now() });
      stack.kill(service);
    }
    await stack.until(
      ({ pids }) => before.every(([service, pid]) => pids[service] !== undefined && pids[service] !== pid),
      recoveryMs,
    );
  }
  return killings;
}
