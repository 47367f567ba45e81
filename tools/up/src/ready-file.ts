import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const readyFile = z.object({
  url: z.string(),
  gateways: z.array(z.string()),
  apiKey: z.string(),
  adminKey: z.string(),
  natsUrl: z.string(),
  metrics: z.record(z.string(), z.string()),
  pids: z.record(z.string(), z.number()),
});

/** `ready.json` of a home: where the stack that runs there serves, its keys, and the metrics URL and pid of each service by its name. */
export type ReadyFile = z.infer<typeof readyFile>;

/** Where a home has its `ready.json`. */
export const readyFileOf = (home: string): string => path.join(home, 'ready.json');

/** Reads `ready.json` of a home; undefined while nothing is ready there. */
export function readReadyFile(home: string): ReadyFile | undefined {
  try {
    return readyFile.parse(JSON.parse(readFileSync(readyFileOf(home), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
