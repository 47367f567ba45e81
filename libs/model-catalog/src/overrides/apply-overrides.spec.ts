import { createCatalog } from '../catalog.js';
import { modelRows } from '../rows/model-rows.js';
import { applyOverrides } from './apply-overrides.js';
import { parseCatalogOverrides } from './parse-catalog-overrides.js';

const november = Date.parse('2026-11-22T12:00:00Z');
const catalogWith = (yamlText: string) =>
  createCatalog(applyOverrides(modelRows, parseCatalogOverrides(yamlText, 'catalog.yaml')));

describe('applyOverrides', () => {
  it('brings a retired id back under another upstream name', () => {
    const catalog = catalogWith(`
models:
  deepseek-r1-0528:
    state: active
    upstreamModel: deepseek/deepseek-r1-0528
    baseUrl: https://inference.example/v1
    parameters: { temperature: native }
`);
    const row = catalog.findModel('deepseek-r1-0528');
    const builtIn = modelRows.find(({ id }) => id === 'deepseek-r1-0528');
    expect(row).toEqual({
      ...builtIn,
      state: { kind: 'active' },
      upstreamModel: 'deepseek/deepseek-r1-0528',
      baseUrl: 'https://inference.example/v1',
      parameters: { ...builtIn?.parameters, temperature: 'native' },
      source: `${builtIn?.source}; operator`,
    });
    expect(catalog.resolveModel('deepseek-r1-0528', november).kind).toBe('served');
  });

  it('changes of what is counted only what the file names', () => {
    const counting = catalogWith('models: { gpt-5-search-api: { counting: { ratio: 1.1 } } }').findModel(
      'gpt-5-search-api',
    )?.counting;
    expect(counting).toEqual({ searches: 1, ratio: 1.1 });
  });

  it('serves a substitute and retires a model by the file', () => {
    const catalog = catalogWith(`
models:
  gpt-5.2-codex: { substitute: gpt-5.4 }
  glm-4.6: { state: { retired: 2026-11-01 }, replacement: glm-4.7 }
`);
    expect(catalog.resolveModel('gpt-5.2-codex', november)).toMatchObject({
      kind: 'served',
      served: { id: 'gpt-5.4' },
    });
    expect(catalog.resolveModel('glm-4.6', november)).toMatchObject({
      kind: 'retired',
      message: 'The model `glm-4.6` was retired on 2026-11-01. Use `glm-4.7` instead.',
    });
  });

  it('adds ids after the built-in ones, active and without the like row’s successor', () => {
    const catalog = catalogWith(`
models:
  house-coder: { like: gpt-5.2-codex, upstreamModel: gpt-5.3-codex, prices: { input: 1.75, output: 14 } }
  house-llama: { like: llama3.1-8b, name: House Llama, provider: edge }
`);
    expect(
      catalog
        .models()
        .slice(-2)
        .map(({ id }) => id),
    ).toEqual(['house-coder', 'house-llama']);
    expect(catalog.findModel('house-coder')).toMatchObject({
      name: 'house-coder',
      state: { kind: 'active' },
      upstreamModel: 'gpt-5.3-codex',
      wire: 'responses',
      source: 'operator, like gpt-5.2-codex',
    });
    const llama = catalog.findModel('house-llama');
    expect(llama).toMatchObject({ name: 'House Llama', upstreamModel: 'llama3.1-8b' });
    expect(llama).not.toHaveProperty('like');
    expect(llama?.replacement).toBeUndefined();
  });

  it('does not guess the price of another upstream model', () => {
    const catalog = catalogWith(`
models:
  other: { like: gpt-5.2, upstreamModel: gpt-7 }
  same: { like: gpt-5.2 }
`);
    expect(catalog.findModel('other')?.prices).toBeUndefined();
    expect(catalog.findModel('same')?.prices).toEqual(modelRows.find(({ id }) => id === 'gpt-5.2')?.prices);
  });

  it('gives prices a version that changes with the figures', () => {
    const version = (prices: string) =>
      catalogWith(`models:\n  gpt-5.2: { prices: ${prices} }\n`).findModel('gpt-5.2')?.prices?.version;
    expect(version('{ input: 1, output: 2 }')).toMatch(/^operator-[0-9a-f]{12}$/);
    expect(version('{ input: 1, output: 2 }')).toBe(version('{ output: 2.0, input: "1" }'));
    expect(version('{ input: 1, output: 2 }')).not.toBe(version('{ input: 1, output: 3 }'));
    expect(version('{ version: mine, input: 1, output: 2 }')).toBe('mine');
  });

  it('leaves the given rows alone, and refuses an extra id without a pattern', () => {
    const before = structuredClone(modelRows);
    catalogWith('models:\n  gpt-5.2: { state: retired, parameters: { stop: rejected } }\n');
    expect(modelRows).toEqual(before);
    expect(() => applyOverrides(modelRows, new Map([['mine', {}]]))).toThrow('`mine` needs `like`');
  });
});
