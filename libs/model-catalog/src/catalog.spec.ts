import { createCatalog } from './catalog.js';
import { isServable, stateAt } from './life-cycle.js';
import type { ModelRow } from './model-row.js';
import { modelRows } from './rows/model-rows.js';

const at = (text: string) => Date.parse(text);
const november = at('2026-11-22T12:00:00Z');

/** The built-in rows with changes to some of them. */
function rowsWith(changes: Readonly<Record<string, Partial<ModelRow>>>): readonly ModelRow[] {
  return modelRows.map((row) => ({ ...row, ...changes[row.id] }));
}

describe('a catalogue', () => {
  const catalog = createCatalog();

  it('finds a row by its exact id', () => {
    expect(catalog.findModel('gpt-oss-120b')?.provider).toBe('edge');
    expect(catalog.findModel('GPT-OSS-120B')).toBeUndefined();
    expect(catalog.findModel('constructor')).toBeUndefined();
  });

  it('lists its rows in their order, and cannot be changed from outside', () => {
    expect(catalog.models().map(({ id }) => id)).toEqual(modelRows.map(({ id }) => id));
    expect(Object.isFrozen(catalog.models())).toBe(true);
    const given = [...modelRows];
    const own = createCatalog(given);
    given.pop();
    expect(own.models()).toHaveLength(modelRows.length);
  });

  it('serves an active id as itself', () => {
    const resolution = catalog.resolveModel('gpt-5.2', november);
    expect(resolution).toMatchObject({ kind: 'served', asked: { id: 'gpt-5.2' }, served: { id: 'gpt-5.2' } });
  });

  it('knows nothing of an unknown id', () => {
    expect(catalog.resolveModel('gpt-9', november)).toEqual({ kind: 'unknown' });
  });

  it.each([
    [
      'claude-3-7-sonnet-20250219-thinking',
      'The model `claude-3-7-sonnet-20250219-thinking` was retired on 2026-02-19. Use `claude-sonnet-4-6-thinking` instead.',
    ],
    [
      'gemini-3-pro-preview',
      'The model `gemini-3-pro-preview` was retired on 2026-03-09. Use `gemini-3.1-pro-preview` instead.',
    ],
    [
      'gpt-5.2-codex',
      'The model `gpt-5.2-codex` was retired on 2026-07-23. Its successor at the vendor is `gpt-5.6-sol`, which is not served here.',
    ],
    [
      'gpt-3.5-turbo-16k',
      'The model `gpt-3.5-turbo-16k` was retired. Its successor at the vendor is `gpt-5.6-terra`, which is not served here.',
    ],
  ])('says when %s was retired and what to use', (id, message) => {
    expect(catalog.resolveModel(id, november)).toMatchObject({ kind: 'retired', asked: { id }, message });
  });

  it('recommends a successor that is itself served only by a substitute', () => {
    const own = createCatalog(
      rowsWith({ 'gpt-5.2-codex': { replacement: 'o1-2024-12-17' }, 'o1-2024-12-17': { substitute: 'gpt-5.4' } }),
    );
    expect(own.resolveModel('gpt-5.2-codex', november)).toMatchObject({
      message: 'The model `gpt-5.2-codex` was retired on 2026-07-23. Use `o1-2024-12-17` instead.',
    });
  });

  it('serves a retiring row through its date, in UTC, and not a day longer', () => {
    const last = at('2026-12-01T23:59:59.999Z');
    expect(catalog.resolveModel('gemini-2.5-pro', last)).toMatchObject({ kind: 'served' });
    expect(catalog.resolveModel('gemini-2.5-pro', last + 1)).toMatchObject({
      kind: 'retired',
      message: expect.stringContaining('was retired on 2026-12-01.'),
    });
    const row = modelRows.find(({ id }) => id === 'gemini-2.5-pro') as ModelRow;
    expect([isServable(row, last), isServable(row, last + 1)]).toEqual([true, false]);
    expect(stateAt(row, last)).toEqual({ kind: 'retiring', date: '2026-12-01' });
    expect(stateAt(row, last + 1)).toEqual({ kind: 'retired', date: '2026-12-01' });
  });
});

describe('substitutes', () => {
  it('serve in the stead of a retired row', () => {
    const own = createCatalog(rowsWith({ 'gpt-5.2-codex': { substitute: 'gpt-5.4' } }));
    expect(own.resolveModel('gpt-5.2-codex', november)).toMatchObject({
      kind: 'served',
      asked: { id: 'gpt-5.2-codex' },
      served: { id: 'gpt-5.4' },
    });
  });

  it('tell of their own end when they are gone too', () => {
    const own = createCatalog(rowsWith({ 'claude-opus-4-7': { substitute: 'gemini-2.5-flash' } }));
    expect(own.resolveModel('claude-opus-4-7', at('2026-12-02'))).toMatchObject({
      kind: 'retired',
      asked: { id: 'claude-opus-4-7' },
      message: expect.stringContaining('The model `gemini-2.5-flash` was retired on 2026-12-01.'),
    });
  });

  it.each<[string, Readonly<Record<string, Partial<ModelRow>>>, string]>([
    ['itself', { 'gpt-5.2': { substitute: 'gpt-5.2' } }, 'The model `gpt-5.2` cannot be its own substitute.'],
    [
      'an unknown id',
      { 'gpt-5.2': { substitute: 'gpt-6' } },
      'The substitute `gpt-6` of `gpt-5.2` is not in the catalogue.',
    ],
    [
      'a cycle',
      { 'gpt-5.2': { substitute: 'gpt-5.4' }, 'gpt-5.4': { substitute: 'gpt-5.2' } },
      'The substitute `gpt-5.4` of `gpt-5.2` has a substitute itself (`gpt-5.2`)',
    ],
    [
      'a chain',
      { 'gpt-5.2': { substitute: 'gpt-5.4' }, 'gpt-5.4': { substitute: 'gpt-5.1' } },
      'The substitute `gpt-5.4` of `gpt-5.2` has a substitute itself (`gpt-5.1`)',
    ],
  ])('cannot be %s', (_what, changes, message) => {
    expect(() => createCatalog(rowsWith(changes))).toThrow(message);
  });

  it('cannot hide an id that comes twice', () => {
    expect(() => createCatalog([...modelRows, ...modelRows.slice(0, 1)])).toThrow('The model `gpt-5.4` comes twice.');
  });
});
