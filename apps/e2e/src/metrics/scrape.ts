import type { RunningStack } from '@belugapi/testing';
import { type Family, readExposition } from './read-exposition.js';

/** What every service of a stack tells Prometheus, by service. */
export type Scrape = ReadonlyMap<string, ReadonlyMap<string, Family>>;

/** Scrapes every service. Rejects where one does not answer as Prometheus wants it. */
export async function scrape({ ready: { metrics } }: RunningStack): Promise<Scrape> {
  const scraped = Object.entries(metrics).map(async ([service, url]) => {
    const response = await fetch(`${url}/metrics`);
    const type = response.headers.get('content-type') ?? '';
    if (!type.startsWith('text/plain; version=0.0.4')) throw new Error(`${service} answers as ${type}`);
    return [service, readExposition(await response.text())] as const;
  });
  return new Map(await Promise.all(scraped));
}

/** Sum over all services of the samples of a name that have these labels. */
export function total(scraped: Scrape, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels);
  return [...scraped.values()]
    .flatMap((families) => [...families.values()].flatMap(({ samples }) => samples))
    .filter((sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
