import { CompletionFailure } from '@belugapi/completion';
import { toGrammarSchema } from './grammar-schema.js';

const convert = (schema: unknown, strict = true): unknown => toGrammarSchema(JSON.stringify(schema), strict);

function paramOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure.param;
  }
  return undefined;
}

const path = 'response_format.json_schema.schema';

describe('toGrammarSchema', () => {
  it('converts a strict schema as OpenAI’s SDKs write it', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: {
        name: { type: 'string', description: 'full name', maxLength: 20 },
        age: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
        kind: { type: 'string', enum: ['a', 'b'] },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        tags: { type: 'array', items: { $ref: '#/$defs/tag' }, minItems: 1 },
      },
      required: ['name', 'age', 'kind', 'note', 'tags'],
      additionalProperties: false,
      $defs: { tag: { type: ['string', 'null'] } },
    };
    expect(convert(schema)).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 20 },
        age: { type: 'integer' },
        kind: { enum: ['a', 'b'] },
        note: { oneOf: [{ type: 'string' }, { type: 'null' }] },
        tags: { type: 'array', items: { $ref: '#/$defs/tag' }, minItems: 1 },
      },
      additionalProperties: false,
      $defs: { tag: { oneOf: [{ type: 'string' }, { type: 'null' }] } },
    });
  });

  it('lets a bare object hold anything', () => {
    expect(convert({ type: 'object' })).toEqual({ type: 'object', additionalProperties: true });
    expect(convert({ properties: { a: true } })).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it('takes the one schema of an allOf', () => {
    expect(convert({ allOf: [{ type: 'boolean' }] })).toEqual({ type: 'boolean' });
  });

  it.each([
    [{ type: 'object', properties: { a: { type: 'string', pattern: '^x' } } }, '.properties.a.pattern'],
    [{ type: 'array', items: { type: 'number', minimum: 3 } }, '.items.minimum'],
    [{ type: 'string', format: 'email' }, '.format'],
    [{ type: 'array', minItems: 99_999 }, '.minItems'],
    [{ $ref: '#' }, '.$ref'],
    [{ type: 'file' }, '.type'],
    [{ enum: [{ a: 1 }] }, '.enum[0]'],
    [{ anyOf: [] }, '.anyOf'],
    [{ anyOf: [7] }, '.anyOf[0]'],
    [{ allOf: [{}, {}] }, '.allOf'],
    ['text', ''],
  ])('names what it cannot enforce in %j', (schema, at) => {
    expect(paramOf(() => convert(schema))).toBe(path + at);
  });

  it('leaves the same to the model where strict is off', () => {
    const schema = { type: 'string', pattern: '^x', format: 'email', maxLength: 99_999 };
    expect(convert(schema, false)).toEqual({ type: 'string' });
  });

  it('refuses what is not JSON, and what is nested without end', () => {
    expect(paramOf(() => toGrammarSchema('{', true))).toBe(path);
    let deep: unknown = { type: 'null' };
    for (let level = 0; level < 100; level++) deep = { type: 'array', items: deep };
    expect(paramOf(() => convert(deep))).toContain('.items.items');
  });
});
