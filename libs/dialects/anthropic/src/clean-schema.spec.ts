import { cleanSchema } from './clean-schema.js';

describe('cleanSchema', () => {
  it.each<[string, object, object]>([
    [
      'what the vendor knows',
      { type: 'string', enum: ['a', 'b'], title: 'T', default: 'a' },
      { type: 'string', enum: ['a', 'b'], title: 'T', default: 'a' },
    ],
    ['nothing', {}, {}],
    [
      'objects, closed',
      {
        type: 'object',
        properties: { inner: { type: 'object', additionalProperties: true, properties: {} } },
        required: ['inner'],
      },
      {
        type: 'object',
        properties: { inner: { type: 'object', properties: {}, additionalProperties: false } },
        required: ['inner'],
        additionalProperties: false,
      },
    ],
    [
      'objects that may be null',
      { type: ['object', 'null'], properties: {} },
      { type: ['object', 'null'], properties: {}, additionalProperties: false },
    ],
    ['objects without a type', { properties: { a: {} } }, { properties: { a: {} }, additionalProperties: false }],
    [
      'properties that are named like keywords',
      { type: 'object', properties: { minimum: { type: 'number' }, oneOf: { type: 'string' } } },
      {
        type: 'object',
        properties: { minimum: { type: 'number' }, oneOf: { type: 'string' } },
        additionalProperties: false,
      },
    ],
    [
      'bounds, in words',
      { type: 'integer', minimum: 1, maximum: 9, description: 'A digit' },
      { type: 'integer', description: 'A digit (minimum: 1, maximum: 9)' },
    ],
    [
      'a pattern, in words',
      { type: 'string', pattern: '^a"b$' },
      { type: 'string', description: String.raw`pattern: "^a\"b$"` },
    ],
    ['formats that it knows', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
    ['formats that it does not', { type: 'string', format: 'iri' }, { type: 'string', description: 'format: "iri"' }],
    ['a list that is not empty', { type: 'array', items: {}, minItems: 1 }, { type: 'array', items: {}, minItems: 1 }],
    [
      'a longer one',
      { type: 'array', items: { type: 'string', minLength: 2 }, minItems: 2 },
      { type: 'array', items: { type: 'string', description: 'minLength: 2' }, description: 'minItems: 2' },
    ],
    [
      'maps, in words',
      { type: 'object', additionalProperties: { type: 'string' } },
      { type: 'object', additionalProperties: false, description: 'additionalProperties: {"type":"string"}' },
    ],
    [
      'oneOf as anyOf, allOf as it is',
      { oneOf: [{ type: 'number', multipleOf: 2 }, true], allOf: [{ type: 'number' }] },
      { anyOf: [{ type: 'number', description: 'multipleOf: 2' }, true], allOf: [{ type: 'number' }] },
    ],
    [
      'references and what they point to',
      {
        $ref: '#/$defs/node',
        description: 'a tree',
        $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node', default: null } } } },
      },
      {
        $ref: '#/$defs/node',
        $defs: {
          node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } }, additionalProperties: false },
        },
      },
    ],
    ['notes that rule nothing', { $id: 'x', $comment: 'y', examples: [1], type: 'number' }, { type: 'number' }],
    [
      'keywords of the wrong type',
      { properties: 7, items: [{}], anyOf: null, format: 3 },
      { properties: 7, items: [{}], anyOf: null, description: 'format: 3' },
    ],
  ])('keeps %s', (_name, schema, expected) => expect(cleanSchema(schema as Record<string, unknown>)).toEqual(expected));
});
