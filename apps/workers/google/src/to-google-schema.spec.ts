import { isEmptyObjectSchema, toGoogleSchema } from './to-google-schema.js';

describe('toGoogleSchema', () => {
  it.each<[string, unknown, unknown]>([
    ['a plain schema as it is', plain(), plain()],
    [
      '$schema left out, wherever it stands',
      { $schema: 'draft', type: 'object', properties: { a: { $schema: 'draft', type: 'string' } } },
      { type: 'object', properties: { a: { type: 'string' } } },
    ],
    [
      'fields that are called like keywords',
      { properties: { $schema: { type: 'string' }, const: { const: 'x' }, $ref: { type: 'number' } } },
      { properties: { $schema: { type: 'string' }, const: { type: 'string', enum: ['x'] }, $ref: { type: 'number' } } },
    ],
    [
      'constants inside data as they are',
      { default: { const: 1, $schema: 'x' }, enum: [{ const: 1 }], examples: [{ $ref: 'x' }] },
      { default: { const: 1, $schema: 'x' }, enum: [{ const: 1 }], examples: [{ $ref: 'x' }] },
    ],
    ['a constant text', { const: 'a', title: 'A' }, { type: 'string', enum: ['a'], title: 'A' }],
    ['a constant number', { const: 2.5 }, { type: 'number', enum: [2.5] }],
    ['a constant integer of a given type', { type: 'number', const: 2 }, { type: 'number', enum: [2] }],
    ['a constant truth by its type', { const: true }, { type: 'boolean' }],
    ['a constant null by its type', { const: null }, { type: 'null' }],
    [
      'a reference with what may stand beside it',
      { $ref: '#/$defs/A', description: 'An A', default: 1, title: 'A', type: 'object' },
      { $ref: '#/$defs/A', description: 'An A', default: 1 },
    ],
    [
      'definitions by their present name',
      { properties: { a: { $ref: '#/definitions/A' } }, definitions: { A: { const: 'a' } } },
      { properties: { a: { $ref: '#/$defs/A' } }, $defs: { A: { type: 'string', enum: ['a'] } } },
    ],
    [
      'definitions of both names together',
      { $defs: { A: { type: 'string' } }, definitions: { B: { type: 'number' } } },
      { $defs: { A: { type: 'string' }, B: { type: 'number' } } },
    ],
    [
      'a root that is a reference',
      { $ref: '#/$defs/A', $defs: { A: plain() } },
      { $ref: '#/$defs/A', $defs: { A: plain() } },
    ],
    [
      'an allOf of one as that one',
      { description: 'An A', allOf: [{ $ref: '#/$defs/A' }] },
      { description: 'An A', $ref: '#/$defs/A' },
    ],
    ['an allOf of two as it is', { allOf: [{ const: 1 }, {}] }, { allOf: [{ type: 'integer', enum: [1] }, {}] }],
    [
      'schemas inside lists, items and fields of any name',
      {
        anyOf: [{ const: 'a' }],
        prefixItems: [{ const: 'b' }],
        items: { const: 'c' },
        additionalProperties: { const: 'd' },
      },
      {
        anyOf: [{ type: 'string', enum: ['a'] }],
        prefixItems: [{ type: 'string', enum: ['b'] }],
        items: { type: 'string', enum: ['c'] },
        additionalProperties: { type: 'string', enum: ['d'] },
      },
    ],
    ['truth for a schema', { items: true, additionalProperties: false }, { items: true, additionalProperties: false }],
  ])('writes %s', (_, schema, expected) => {
    const before = structuredClone(schema);
    expect(toGoogleSchema(schema)).toEqual(expected);
    expect(schema).toEqual(before);
  });
});

describe('isEmptyObjectSchema', () => {
  it.each<[unknown, boolean]>([
    [{}, true],
    [{ type: 'object' }, true],
    [{ type: 'object', properties: {}, required: [], additionalProperties: false }, true],
    [{ type: 'object', properties: { a: {} } }, false],
    [{ type: 'object', additionalProperties: { type: 'string' } }, false],
    [{ $ref: '#/$defs/A' }, false],
    [{ anyOf: [{ required: ['a'] }] }, false],
  ])('%j: %p', (schema, empty) => {
    expect(isEmptyObjectSchema(schema)).toBe(empty);
  });
});

function plain(): object {
  return {
    type: 'object',
    properties: { name: { type: ['string', 'null'], format: 'date-time' }, tags: { type: 'array', items: {} } },
    required: ['name'],
    additionalProperties: false,
    propertyOrdering: ['name', 'tags'],
  };
}
