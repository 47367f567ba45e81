import { writeFileSync } from 'node:fs';
import { modelRows, modelsPage } from '@belugapi/model-catalog';

writeFileSync(new URL('../docs/models.md', import.meta.url), modelsPage(modelRows));
