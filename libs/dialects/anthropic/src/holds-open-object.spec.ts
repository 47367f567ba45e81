import { createCatalog } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { anthropicDialect } from './anthropic-dialect.js';
import { holdsOpenObject } from './holds-open-object.js';

const text = { type: 'string' };
const closed = { type: 'object', properties: { a: text }, required: ['a'] };
const map = { type: 'object', additionalProperties: text };

test.each<[string, unknown]>([
  ['a map', map],
  ['any object', { type: ['object', 'null'] }],
  ['an object without a type', { properties: {}, additionalProperties: true }],
  ['names by a pattern', { ...closed, additionalProperties: false, patternProperties: { '^x-': text } }],
  ['others beside its own', { ...closed, additionalProperties: text }],
  ['one below a member', { type: 'object', properties: { tags: map } }],
  ['one in a list', { type: 'array', items: { anyOf: [text, map] } }],
  ['one that is referred to', { $ref: '#/$defs/m', $defs: { m: map } }],
])('open: %s', (_what, schema) => {
  expect(holdsOpenObject(schema)).toBe(true);
});

test.each<[string, unknown]>([
  ['named members', closed],
  ['others that nobody needs', { ...closed, additionalProperties: true }],
  ['an empty one', { type: 'object', additionalProperties: false }],
  ['nothing to pass to a tool', { type: 'object', properties: {} }],
  ['a member that is called as a keyword', { type: 'object', properties: { patternProperties: text } }],
  ['no object', { type: 'array', items: text }],
  ['anything', true],
])('closed: %s', (_what, schema) => {
  expect(holdsOpenObject(schema)).toBe(false);
});

describe('a request whose schema is open', () => {
  const { lacks, toRequest } = anthropicDialect({ provider: 'anthropic', defaultBaseUrl: 'http://127.0.0.1:8000' });
  const format = (schema: object) => {
    const value = { name: 'answer', schemaJson: JSON.stringify(schema) };
    return { responseFormat: { format: { $case: 'jsonSchema' as const, value } } };
  };

  test('leaves the format to the worker kit: the vendor’s grammar would empty the object', () => {
    expect(lacks?.(adapterTask(format(map)))).toEqual(['json_schema']);
    expect(lacks?.(adapterTask(format(closed)))).toEqual([]);
    expect(lacks?.(adapterTask({ ...format(map), stop: [' '] }))).toEqual(['stop', 'json_schema']);
  });

  test('is not strict in its tools, where the call would lose its arguments', () => {
    const toolOf = (schema: object) => {
      const value = { name: 'f', parametersJson: JSON.stringify(schema), strict: true };
      const row = createCatalog().findModel('claude-opus-4-7');
      const task = adapterTask({ tools: [{ tool: { $case: 'function', value } }] }, { row });
      return (JSON.parse(String(toRequest(task).body)) as { tools: unknown[] }).tools[0];
    };
    expect(toolOf(closed)).toMatchObject({ strict: true, input_schema: { additionalProperties: false } });
    expect(toolOf({ ...closed, properties: { tags: map } })).toEqual({
      name: 'f',
      input_schema: { ...closed, properties: { tags: map } },
    });
  });
});
