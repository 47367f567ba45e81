import { readExposition } from './read-exposition.js';

const histogram = (last: number, count: number) =>
  `# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} ${last}\nh_sum 4\nh_count ${count}\n`;

it('reads samples by their family', () => {
  const text = `# HELP a It counts.\n# TYPE a counter\na{x="1",y="say \\"hi\\""} 2\na 3\n\n${histogram(3, 3)}`;
  const families = readExposition(text);
  expect(families.get('a')).toEqual({
    type: 'counter',
    samples: [
      { name: 'a', labels: { x: '1', y: 'say \\"hi\\"' }, value: 2 },
      { name: 'a', labels: {}, value: 3 },
    ],
  });
  expect(families.get('h')?.samples).toHaveLength(4);
});

it.each([
  ['a 1\n', 'no sample of any family'],
  ['# TYPE a counter\nb 1\n', 'no sample of a'],
  ['# TYPE a counter\na{x=1} 1\n', 'labels that cannot be read'],
  ['# TYPE a counter\na{x="1"} many\n', 'no number'],
  ['# TYPE a counter\na 1\na 2\n', 'the same series again'],
  ['# TYPE a counter\na 1', 'the last line has no end'],
  ['# TYPE a number\na 1\n', 'no type'],
  [histogram(1, 1), 'does not add up'],
  [histogram(3, 4), 'does not add up'],
])('refuses %j', (text, why) => {
  expect(() => readExposition(text)).toThrow(why);
});
