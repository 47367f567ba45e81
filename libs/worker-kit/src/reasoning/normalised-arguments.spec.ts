import { normalisedArguments } from './normalised-arguments.js';

describe('normalisedArguments', () => {
  it.each([
    ['spaces', '{"city": "Tromsø",\n "days": 3}', '{"city":"Tromsø","days":3}'],
    ['the order of fields', '{"days":3,"city":"Tromsø"}', '{"city":"Tromsø","days":3}'],
    ['the order of inner fields, not of elements', '{"list":[{"b":1,"a":2},3]}', '{"list":[{"a":2,"b":1},3]}'],
    ['escapes', String.raw`{"city":"Troms\u00f8"}`, '{"city":"Tromsø"}'],
    ['forms of a number', '{"days":3.0}', '{"days":3}'],
    ['nothing', ' ', '{}'],
    ['a field with a name of its own', '{"__proto__":{"a":1},"a":2}', '{"__proto__":{"a":1},"a":2}'],
    ['what is no object', ' [1, 2] ', '[1,2]'],
  ])('does not mind %s', (_, text, normal) => expect(normalisedArguments(text)).toBe(normal));

  it.each([
    ['what is no JSON', '{"city":'],
    ['what nests deeper than the stack', '['.repeat(200_000) + ']'.repeat(200_000)],
  ])('leaves %s', (_, text) => expect(normalisedArguments(text)).toBe(text));

  it('tells values apart', () => {
    const texts = ['{"a":1}', '{"a":"1"}', '{"a":[1]}', '{"a":null}', '{}', '{"b":1}', '[{"a":1}]'];
    expect(new Set(texts.map(normalisedArguments)).size).toBe(texts.length);
  });
});
