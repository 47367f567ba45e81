import { readFileSync } from 'node:fs';
import path from 'node:path';
import { modelsPage } from './models-page.js';
import { modelRows } from './rows/model-rows.js';

const page = modelsPage(modelRows);

test('docs/models.md says what the catalogue says: `npm run models` writes it', () => {
  expect(readFileSync(path.join(__dirname, '../../../docs/models.md'), 'utf8')).toBe(page);
});

test('every model is on the page, with the fields that are not passed on', () => {
  for (const { id } of modelRows) expect(page).toContain(`| \`${id}\``);
  expect(page).toMatch(/^- `beluga-nano`: .*refused .*`tools`/m);
});
