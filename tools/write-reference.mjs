import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../apps/gateway/dist/reference/openapi-document.js';

writeFileSync(new URL('../docs/openapi.json', import.meta.url), JSON.stringify(openApiDocument()));
