import fc from 'fast-check';

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;

/** Values that hardly any field takes. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    '\0',
    '\uD800',
    '\u202E\u2028',
    'é'.normalize('NFD'),
    '👩‍👩‍👧‍👦'.repeat(200),
    'x'.repeat(20_000),
    '__proto__',
    '9'.repeat(400),
    -1,
    0,
    -0,
    1.5,
    1e308,
    -1e308,
    5e-324,
    2 ** 53,
    2 ** 63,
    [],
    {},
    [[]],
    [null],
    Array.from({ length: 3_000 }, () => 0),
    deep(100),
    deep(3_000),
    JSON.parse('{"__proto__":1,"constructor":{"prototype":1}}'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
);

type Path = readonly (string | number)[];

/** A value with one thing wrong, anywhere in it: something else in its place, gone, or one member too many. */
export function brokenArbitrary(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(valid, fc.nat(), fc.constantFrom('replace', 'remove', 'add'), junk, fc.string({ maxLength: 12 }))
    .map(([value, place, kind, other, name]) => {
      const paths = pathsOf(value, []);
      const path = paths[place % paths.length] ?? [];
      if (kind === 'add') return changed(value, [...path, name], other);
      return changed(value, path, kind === 'remove' ? undefined : other);
    });
}

function pathsOf(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsOf((value as Record<string | number, unknown>)[key], [...path, key]))];
}

function changed(value: unknown, [step, ...rest]: Path, other: unknown): unknown {
  if (step === undefined) return other;
  if (Array.isArray(value))
    return value.map((one: unknown, index) => (index === step ? changed(one, rest, other) : one));
  if (typeof value !== 'object' || value === null) return other;
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [step]: changed(members[step], rest, other) };
}
