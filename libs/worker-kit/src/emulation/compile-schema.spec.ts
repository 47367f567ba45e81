import { type Failure, FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { compileSchema } from './compile-schema.js';

const violation = (schema: unknown, value: unknown) => compileSchema(JSON.stringify(schema)).violation(value);

function failureOf(schema: unknown, value: unknown = {}): Failure {
  try {
    violation(schema, value);
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
    throw error;
  }
  throw new Error('the schema was taken');
}

const useless = (reason: string) => ({
  code: FailureCode.INVALID_VALUE,
  message: `The JSON Schema of \`response_format\` is of no use: ${reason}`,
  param: 'response_format.json_schema.schema',
});

const whale = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2 },
    tonnes: { type: 'number', minimum: 1 },
    calves: { type: 'array', items: { $ref: '#' } },
    home: { $ref: '#/$defs/sea' },
    kind: { enum: ['blue', 'sperm'] },
    born: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
  },
  required: ['name'],
  additionalProperties: false,
  $defs: { sea: { type: 'object', properties: { depth: { type: 'integer' } }, required: ['depth'] } },
};

describe('compileSchema', () => {
  it.each([
    ['the least', { name: 'Bo' }],
    ['everything', { name: 'Bo', tonnes: 1, calves: [{ name: 'Al' }], home: { depth: 3 }, kind: 'blue', born: null }],
  ])('takes a value that fits: %s', (_, value) => {
    expect(violation(whale, value)).toBeUndefined();
  });

  it.each([
    ['a type', { name: 7 }, 'at /name: Instance type "number" is invalid. Expected "string".'],
    ['the root', [], 'at the root: Instance type "array" is invalid. Expected "object".'],
    ['a missing member', { tonnes: 1 }, 'at the root: Instance does not have required property "name".'],
    ['a bound', { name: 'Bo', tonnes: 0.5 }, 'at /tonnes: "minimum" is not satisfied.'],
    [
      'an element',
      { name: 'Bo', calves: [{ name: 'Al' }, { name: 'A' }] },
      'at /calves/1/name: "minLength" is not satisfied.',
    ],
    [
      'a definition',
      { name: 'Bo', home: { depth: 1.5 } },
      'at /home/depth: Instance type "number" is invalid. Expected "integer".',
    ],
    ['a choice of schemas', { name: 'Bo', born: 'no' }, 'at /born: "anyOf" is not satisfied.'],
    ['an enumeration', { name: 'Bo', kind: 'secret' }, 'at /kind: "enum" is not satisfied.'],
    ['a member too many', { name: 'Bo', secret: 1 }, 'at /*: Nothing is allowed here.'],
  ])('names the place and the reason, and quotes nothing of the value: %s', (_, value, expected) => {
    expect(violation(whale, value)).toBe(expected);
  });

  it('shows numbers of elements, but no names that are numbers', () => {
    const schema = { additionalProperties: { items: { type: 'null' } } };
    expect(violation(schema, { '4111111111111111': [null, 1] })).toMatch(/^at \/\*\/1: /);
    const named = { properties: { 'a/b~c%23d#é': { type: 'null' } } };
    expect(violation(named, { 'a/b~c%23d#é': 1 })).toMatch(/^at \/a\/b~c%23d#é: /);
  });

  it('describes briefly', () => {
    const required = Array.from({ length: 2 }, (_, at) => `${at}`.repeat(5_000));
    expect(violation({ required }, {})?.length).toBeLessThanOrEqual(300);
  });

  describe('a regular expression', () => {
    const evil = '^(a+)+$';
    const long = `${'a'.repeat(64)}!`;

    it.each<[string, unknown, unknown]>([
      ['pattern', { properties: { a: { pattern: evil } } }, { a: long }],
      ['pattern in a list', { pattern: [evil] }, long],
      ['patternProperties', { patternProperties: { [evil]: {} } }, { [long]: 1 }],
      ['propertyNames', { propertyNames: { pattern: evil } }, { [long]: 1 }],
      ['format', { format: 'email' }, long],
      ['a reference into what is no keyword', { $ref: '#/hidden/deep', hidden: { deep: { pattern: evil } } }, long],
      ['a member called __proto__', JSON.parse(`{"__proto__":{"pattern":"${evil}"}}`), long],
      ['a property called __proto__', JSON.parse(`{"properties":{"__proto__":{"pattern":"${evil}"}}}`), long],
    ])('is never run: %s', (_, schema, value) => {
      const before = performance.now();
      expect(violation(schema, value)).toBeUndefined();
      expect(performance.now() - before).toBeLessThan(200);
    });

    it.each<[string, unknown, unknown]>([
      ['additionalProperties', { patternProperties: { '^x-': {} }, additionalProperties: false }, { 'x-a': 1 }],
      [
        'unevaluatedProperties',
        { allOf: [{ patternProperties: { '^x-': {} } }], unevaluatedProperties: false },
        { 'x-a': 1 },
      ],
      ['not', { not: { properties: { a: { pattern: '^b' } } } }, { a: 'c' }],
      ['not by reference', { $defs: { b: { pattern: '^b' } }, not: { $ref: '#/$defs/b' } }, 'c'],
      ['if', { if: { pattern: '^b' }, then: { maxLength: 1 } }, 'cc'],
      ['oneOf', { oneOf: [{ format: 'date' }, { format: 'date-time' }] }, '2026-01-01'],
      ['oneOf beside allOf', { allOf: [{ minLength: 1 }], oneOf: [{ pattern: '^a' }, { pattern: '^b' }] }, 'a'],
      ['maxContains', { contains: { pattern: '^a' }, maxContains: 1 }, ['a', 'b']],
    ])('that is left out makes no value unfit: %s', (_, schema, value) => {
      expect(violation(schema, value)).toBeUndefined();
    });

    it('that is left out leaves the other keywords', () => {
      const schema = { allOf: [{ minLength: 3 }], oneOf: [{ pattern: '^a', maxLength: 4 }, { type: 'null' }] };
      expect(violation(schema, 'aaaa')).toBeUndefined();
      expect(violation(schema, 'aa')).toContain('minLength');
      expect(violation(schema, 'aaaaa')).toContain('anyOf');
    });
  });

  it('takes names and values that are called like keywords for what they are', () => {
    const schema = {
      properties: { pattern: { type: 'string' }, format: { const: { pattern: 'x', format: 'y' } } },
      required: ['pattern'],
      additionalProperties: false,
    };
    expect(violation(schema, { pattern: 'a', format: { pattern: 'x', format: 'y' } })).toBeUndefined();
    expect(violation(schema, { pattern: 1 })).toContain('/pattern');
    expect(violation(schema, { pattern: 'a', format: {} })).toContain('/format');
  });

  it('keeps not, if and oneOf exact where no regular expression is left out', () => {
    expect(violation({ not: { type: 'string' } }, 'a')).toContain('not');
    expect(violation({ oneOf: [{ minimum: 1 }, { minimum: 2 }] }, 3)).toContain('oneOf');
    expect(violation({ if: { minimum: 1 }, then: { maximum: 2 } }, 3)).toContain('maximum');
  });

  const laughs = (depth: number) => {
    const level = (at: number) => ({ $ref: `#/$defs/l${at + 1}` });
    const $defs: Record<string, unknown> = { [`l${depth}`]: {} };
    for (let at = 0; at < depth; at += 1) $defs[`l${at}`] = { allOf: [level(at), level(at)] };
    return { $defs, $ref: '#/$defs/l0' };
  };
  const nested = (levels: number): unknown => (levels === 1 ? {} : { items: nested(levels - 1) });

  it.each<[string, unknown, string]>([
    ['that leads nowhere', { $ref: '#/$defs/none' }, 'A $ref in it leads nowhere.'],
    ['that leads to another host', { $ref: 'https://a.example/schema' }, 'A $ref in it leads nowhere.'],
    ['that refers to itself at once', { $ref: '#' }, 'An answer cannot be checked against it.'],
    ['whose references multiply', laughs(40), 'It takes too long to check an answer against it.'],
    ['that is none', { anyOf: 7 }, 'An answer cannot be checked against it.'],
    ['with an address that is none', { $id: 'https://[' }, 'An answer cannot be checked against it.'],
    ['that is nested too deep', nested(65), 'It is nested deeper than 64 levels.'],
    ['that is too long', { description: 'x'.repeat(262_144) }, 'It is longer than 262144 characters.'],
  ])('refuses a schema %s', (_, schema, reason) => {
    expect(failureOf(schema)).toEqual(useless(reason));
  });

  it('takes a schema that is as deep as may be, and one that refers to itself below the root', () => {
    expect(violation(nested(64), [[]])).toBeUndefined();
    expect(violation({ properties: { a: { $ref: '#' } }, required: ['a'] }, { a: { a: {} } })).toContain('at /a/a');
  });

  it('gives up on an answer that takes too long to check', () => {
    const value = Array.from({ length: 200_000 }, (_, at) => at);
    expect(failureOf({ uniqueItems: true }, value)).toEqual(
      useless('It takes too long to check an answer against it.'),
    );
  });
});
