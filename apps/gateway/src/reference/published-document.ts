import { readFile } from 'node:fs/promises';

/** The OpenAPI document as `npm run reference` made it of `openApiDocument`; a spec tells when they differ. */
export async function publishedDocument(): Promise<string> {
  const text = await readFile(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8');
  return JSON.stringify(JSON.parse(text));
}
