import { createHash } from 'node:crypto';
import type { Catalog } from '@belugapi/model-catalog';
import { Gauge, type Registry } from 'prom-client';

/** The release that this code is; package.json has the same. */
export const release = '0.1.0';

const shownDigits = 12;

/**
 * Exports what a service runs with: the release, and a digest of the model catalogue with the operator's overrides in it
 * (empty for a service that reads none). Services whose digests differ price or route by different tables.
 */
export function observeConfig(registry: Registry, catalog?: Catalog): void {
  new Gauge({
    name: 'beluga_config_version',
    help: 'Always 1. The release, and a digest of the model catalogue, which is the same wherever the catalogue is.',
    labelNames: ['release', 'catalog'],
    registers: [registry],
  }).set({ release, catalog: catalog ? digestOf(catalog) : '' }, 1);
}

function digestOf(catalog: Catalog): string {
  return createHash('sha256').update(JSON.stringify(catalog.models())).digest('hex').slice(0, shownDigits);
}
