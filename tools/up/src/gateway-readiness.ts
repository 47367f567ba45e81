import { get } from 'node:http';
import { z } from 'zod';

const readiness = z.object({ status: z.string(), workers: z.record(z.string(), z.number()).default({}) });
const maxBodyBytes = 64 * 1024;
const pollMs = 25;

/** What `/readyz` answered: undefined `body` when that is not a gateway's. */
export interface ReadinessAnswer {
  status: number;
  body: z.infer<typeof readiness> | undefined;
}

/** Asks a gateway at `url` whether it is ready; undefined when nothing answers within two seconds. */
export function askReadiness(url: string): Promise<ReadinessAnswer | undefined> {
  return new Promise((resolve) => {
    // A connection for each question: one kept open would hold up the gateway's shutdown.
    const request = get(`${url}/readyz`, { agent: false, timeout: 2_000 }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.length > maxBodyBytes) request.destroy();
      });
      response.once('error', () => resolve(undefined));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: parseReadiness(text) }));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
    request.once('close', () => resolve(undefined));
  });
}

/** What keeps a gateway from serving all `workers` now, in words; undefined when nothing does. */
export async function whyGatewayIsNotReady(url: string, workers: string[]): Promise<string | undefined> {
  const answer = await askReadiness(url);
  if (!answer) return `nothing answers at ${url}/readyz`;
  const missing = workers.filter((worker) => !answer.body?.workers[worker]);
  if (missing.length > 0) return `it sees no worker for ${missing.join(', ')} (status ${answer.status})`;
  if (answer.status !== 200 || answer.body?.status !== 'ok') return `/readyz answers with status ${answer.status}`;
  return undefined;
}

/** Asks until every gateway serves all `workers`; gives up, telling the last reason, when `isOver` says so. */
export async function waitForGateways(
  urls: () => string[],
  workers: string[],
  isOver: (reason: string) => boolean,
): Promise<void> {
  for (;;) {
    const reasons = await Promise.all(urls().map((url) => whyGatewayIsNotReady(url, workers)));
    const reason = reasons.find((one) => one !== undefined);
    if (reason === undefined || isOver(reason)) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function parseReadiness(text: string): ReadinessAnswer['body'] {
  try {
    return readiness.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
