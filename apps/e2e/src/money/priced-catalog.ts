import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const like = 'gpt-4.1-mini-2025-04-14';

/** Writes a file of catalogue overrides with a model of the first vendor's for each id; resolves to its path. */
export function pricedCatalog(models: Readonly<Record<string, object>>): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'belugapi-catalog-')), 'catalog.yaml');
  const entries = Object.entries(models).map(([id, facts]) => [id, { like, ...facts }]);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ models: Object.fromEntries(entries) }));
  return file;
}
